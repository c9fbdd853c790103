// The form of the login and of the one-time code: labelled fields with their error texts, and one button with a busy state.

import { el, icon } from '../dom.js';

const WARNING = ['M12 4 2.8 20h18.4L12 4Z', 'M12 10.5v4', 'M12 17.3v.2'];

/**
 * A labelled input with an optional hint and an error text, which screen readers read out with the input.
 * `hint` is a list of nodes; `about` is the id of what
 * else describes the input; `extra` is placed inside the field's box, after the input.
 */
export function field({ id, label, hint = null, about = null, attributes, extra = null }) {
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const input = el('input', {
    id,
    name: id,
    class: 'input',
    'aria-describedby': [about, hint && hintId, errorId].filter(Boolean).join(' '),
    required: true,
    ...attributes,
  });
  const error = el('p', { id: errorId, class: 'field-error' });
  const node = el(
    'div',
    { class: 'field' },
    el('label', { for: id, class: 'label' }, label),
    hint && el('p', { id: hintId, class: 'hint' }, ...hint),
    el('div', { class: extra ? 'box box-extra' : 'box' }, input, extra),
    error,
  );

  return {
    node,
    input,
    missingText: '',
    /** What was there before the person typed. */
    kept: '',
    /** Whether what was typed has the right form, or why not. Not called for an empty field. */
    check: () => null,
    /** Why the field cannot be sent; null if it can. */
    problem() {
      return input.value.trim() === '' ? this.missingText : this.check();
    },
    /**
     * Shows an error text at this field; null removes it. A screen reader reads it with the field when the focus comes to the field, but
     * not if the focus is there already: then `announce` says it.
     */
    complain(text, announce = () => {}) {
      error.replaceChildren(...(text === null ? [] : [icon('icon-warning', ...WARNING), text]));
      if (text === null) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
      if (text !== null && document.activeElement === input) announce(error.textContent);
    },
  };
}

/**
 * A form with its submit and cancel buttons, and `other` beside the latter.
 *
 * `submit` is not called again while it runs. The button is busy meanwhile, and stays busy if `submit` resolves with `true`:
 * the service has accepted the input, and the next state will replace this view.
 */
export function form({ fields, texts, submitText, busyText, cancel, submit, announce, other = null, footer = [] }) {
  const alert = el('p', { class: 'alert', role: 'alert' });
  const button = el('button', { type: 'submit', class: 'button button-primary' }, submitText);
  let busy = false;
  let submitted = false;

  function setBusy(on) {
    busy = on;
    // Not `disabled`, which would move the focus away and hide the button from screen readers while it works.
    button.setAttribute('aria-disabled', String(on));
    node.setAttribute('aria-busy', String(on));
    for (const { input } of fields) input.readOnly = on;
    button.replaceChildren(...(on ? [el('span', { class: 'spinner', 'aria-hidden': 'true' }), busyText] : [submitText]));
  }

  async function send() {
    if (busy) return;
    alert.replaceChildren();
    const wrong = fields.filter((one) => one.problem() !== null);
    for (const one of fields) one.complain(one.problem(), one === wrong[0] ? announce : undefined);
    if (wrong.length > 0) return wrong[0].input.focus();
    setBusy(true);
    if (!(await submit())) setBusy(false);
  }

  // A host page that is sandboxed without `allow-forms` sandboxes this one too: its browser fires no `submit`, in silence. The
  // Enter key clicks the button as well.
  button.addEventListener('click', () => {
    submitted = false;
    setTimeout(() => !submitted && send());
  });

  const node = el(
    'form',
    {
      class: 'form',
      // The form checks its fields itself: the browser's own messages ignore the language that the host page has chosen.
      novalidate: true,
      'aria-labelledby': 'heading',
      async onsubmit(event) {
        event.preventDefault();
        submitted = true;
        await send();
      },
    },
    ...fields.map((one) => one.node),
    alert,
    button,
    el(
      'div',
      { class: 'others' },
      other,
      el('button', { type: 'button', name: 'cancel', class: 'button button-quiet', onclick: cancel }, texts.cancel),
    ),
    ...footer,
  );

  return {
    node,
    setBusy,
    isBusy: () => busy,
    send,
    /** What would be lost if the person left now: what they typed, or work that began. */
    atStake: () => (busy ? 'work' : fields.some((one) => one.input.value !== one.kept) ? 'typed' : null),
    /** Shows an error text for the whole form; null removes it. */
    complain(text) {
      alert.replaceChildren(...(text === null ? [] : [icon('icon-warning', ...WARNING), text]));
    },
  };
}

/** Shows developers the credentials of the sandbox. */
export function sandboxHint(texts, ...values) {
  const codes = values.flatMap((value, index) => (index === 0 ? [] : [' / ']).concat(el('code', { dir: 'ltr' }, value)));
  return el('p', { class: 'sandbox' }, `${texts.sandbox}: `, ...codes);
}
