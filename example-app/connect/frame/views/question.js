// A question over the view: whether to leave although something would be lost.

import { el } from '../dom.js';

/**
 * Asks, and calls `yes` if that was the answer. While the answer is carried out, the button is busy.
 * `details` are nodes below the text, which may change while the question is open.
 */
export function question({ heading, intro, details = [], yesText, busyText, noText, yes }) {
  const back = document.activeElement;
  const agree = el('button', { type: 'button', name: 'agree', class: 'button button-primary' }, yesText);
  const stay = el('button', { type: 'button', class: 'button button-plain', onclick: () => close() }, noText);
  const dialog = el(
    'dialog',
    { class: 'question', 'aria-labelledby': 'question-heading', 'aria-describedby': 'question-intro' },
    el('h2', { id: 'question-heading', class: 'question-heading' }, heading),
    el('p', { id: 'question-intro' }, intro),
    ...details,
    el('div', { class: 'answers' }, agree, stay),
  );

  function close() {
    if (!dialog.isConnected) return;
    dialog.close();
    dialog.remove();
    if (back?.isConnected) back.focus({ preventScroll: true });
  }

  agree.addEventListener('click', async () => {
    if (agree.getAttribute('aria-disabled') === 'true') return;
    agree.setAttribute('aria-disabled', 'true');
    agree.replaceChildren(el('span', { class: 'spinner', 'aria-hidden': 'true' }), busyText ?? yesText);
    await yes();
    close();
  });
  // Escape: the person stays.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  document.body.append(dialog);
  // The dialog focuses its first control, and a screen reader would say that answer first. (Browsers ignore `autofocus` in a frame.)
  agree.disabled = true;
  dialog.showModal();
  agree.disabled = false;
  stay.focus();
  return { close, isOpen: () => dialog.isConnected };
}
