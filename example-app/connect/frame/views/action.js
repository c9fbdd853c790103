// A button that does something, and is busy while that takes its time.

import { el } from '../dom.js';

export function action(text, run, kind = 'button-plain') {
  let busy = false;
  const button = el('button', { type: 'button', class: `button ${kind}` }, text);
  button.addEventListener('click', async () => {
    if (busy) return;
    busy = true;
    // Not `disabled`, which would move the focus away.
    button.setAttribute('aria-disabled', 'true');
    button.prepend(el('span', { class: 'spinner', 'aria-hidden': 'true' }));
    try {
      await run();
    } finally {
      busy = false;
      button.removeAttribute('aria-disabled');
      button.querySelector('.spinner')?.remove();
    }
  });
  return button;
}
