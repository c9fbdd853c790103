// The view that asks for the provider's one-time code, and shows how many attempts are left.

import { el } from '../dom.js';
import { brandHeading, providerName } from '../provider.js';
import { field, form, sandboxHint } from './form.js';
import { phoneButton } from './phone.js';

/** Spaces and dashes of a copied code, and digits of other scripts, as the service reads them. */
function asDigits(text) {
  const ZEROS = [0x0660, 0x06f0, 0x0966, 0xff10];
  return text.replace(/[\s-]/g, '').replace(/\p{Nd}/gu, (digit) => {
    const zero = ZEROS.find((one) => digit.codePointAt(0) >= one && digit.codePointAt(0) <= one + 9);
    return zero === undefined ? digit : String(digit.codePointAt(0) - zero);
  });
}

export function codeView({ texts, state, api, leave, announce, phone, signal }) {
  const attempts = el('p', { class: 'attempts', role: 'status' });
  const code = field({
    id: 'code',
    label: texts.code,
    attributes: {
      type: 'text',
      inputmode: 'numeric',
      name: 'one-time-code',
      autocomplete: 'one-time-code',
      autocapitalize: 'none',
      spellcheck: 'false',
      enterkeyhint: 'go',
      dir: 'ltr',
    },
  });
  code.input.classList.add('input-code');
  code.missingText = texts.codeMissing;
  // Checked before it is sent: half a code shall cost no try.
  code.check = () => (/^[0-9]{6}$/.test(asDigits(code.input.value)) ? null : texts.codeShape);

  async function send() {
    try {
      await api.code(asDigits(code.input.value));
      return true;
    } catch (error) {
      if (error.status === 409) return true;
      if (error.status === 422) {
        code.complain(texts.codeWrong, announce);
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
    cancel: leave,
    other: phoneButton(texts, phone),
    submit: send,
    announce,
    footer: [sandboxHint(texts, '123456')],
  });
  code.node.append(attempts);

  function update({ attemptsLeft }) {
    const text = Number.isInteger(attemptsLeft) ? texts.attemptsLeft(attemptsLeft) : '';
    if (attempts.textContent !== text) attempts.textContent = text;
  }
  update(state);

  readMessage(signal).then((text) => {
    if (text === null || !code.input.isConnected || code.input.value !== '') return;
    code.input.value = text;
    verify.send();
  });

  return {
    nodes: [
      brandHeading(state.provider, texts.codeHeading),
      el('p', { class: 'intro' }, texts.codeIntro(providerName(state.provider))),
      verify.node,
    ],
    focus: code.input,
    update,
    atStake: verify.atStake,
  };
}

/** The code of a message that names this page (WebOTP), where the browser and the host page allow it; null otherwise. */
async function readMessage(signal) {
  if (!('OTPCredential' in window)) return null;
  try {
    const credential = await navigator.credentials.get({ otp: { transport: ['sms'] }, signal });
    return credential?.code ?? null;
  } catch {
    // Refused, not allowed in this frame, or too late: the person types it.
    return null;
  }
}
