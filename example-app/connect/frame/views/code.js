// The view that asks for the provider's one-time code, and shows how many attempts are left.

import { el } from '../dom.js';
import { brandHeading, providerName } from '../provider.js';
import { field, form, sandboxHint } from './form.js';

export function codeView({ texts, state, api, host }) {
  const attempts = el('p', { class: 'attempts', role: 'status' });
  const code = field({
    id: 'code',
    label: texts.code,
    attributes: {
      type: 'text',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      autocapitalize: 'none',
      spellcheck: 'false',
      enterkeyhint: 'go',
      dir: 'ltr',
    },
  });
  code.input.classList.add('input-code');
  code.missingText = texts.codeMissing;

  async function send() {
    try {
      // A code that was copied from a message may contain spaces and dashes.
      await api.code(code.input.value.replace(/[\s-]/g, ''));
      return true;
    } catch (error) {
      if (error.status === 409) return true;
      if (error.status === 422) {
        code.complain(texts.codeWrong);
        code.input.focus();
        code.input.select();
      } else {
        // Not retried automatically: a wrong code that is sent twice costs two attempts.
        verify.complain(texts.noConnection);
      }
      return false;
    }
  }

  const verify = form({
    fields: [code],
    texts,
    submitText: texts.verify,
    busyText: texts.verifying,
    cancel: host.close,
    submit: send,
    footer: [sandboxHint(texts, '123456')],
  });
  code.node.append(attempts);

  function update({ attemptsLeft }) {
    const text = Number.isInteger(attemptsLeft) ? texts.attemptsLeft(attemptsLeft) : '';
    if (attempts.textContent !== text) attempts.textContent = text;
  }
  update(state);

  return {
    nodes: [
      brandHeading(state.provider, texts.codeHeading),
      el('p', { class: 'intro' }, texts.codeIntro(providerName(state.provider))),
      verify.node,
    ],
    focus: code.input,
    update,
  };
}
