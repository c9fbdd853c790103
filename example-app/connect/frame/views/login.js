// The view in which the person signs in to the provider.

import { el, icon } from '../dom.js';
import { brandHeading, providerName, withName } from '../provider.js';
import { field, form, sandboxHint } from './form.js';
import { askPanel, isWrite } from './operations.js';
import { phoneButton } from './phone.js';

const EYE = ['M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z', 'M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z'];
const LOCK = ['M6 10.5h12v9H6z', 'M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5'];

/** If an answer is lost although the login arrived, the service answers a repeated login with 409: repeating is safe. */
const TRIES = 3;
const RETRY_MS = 700;

/** How many tries there are before the first. */
export const ALL_TRIES = 3;

/**
 * `again` is true if the person had already signed in, and the service asks for the login once more. `memory` outlives the view: it
 * has the user name that was typed, and how many tries were left then.
 */
export function loginView({ texts, state, ask, api, leave, phone, announce, again, confirmed, memory }) {
  const provider = providerName(state.provider);

  const asks = !again && !confirmed;
  const username = field({
    id: 'username',
    label: texts.username,
    hint: withName(texts.usernameHint(provider), state.provider),
    about: asks ? 'ask' : null,
    attributes: {
      type: 'text',
      inputmode: 'email',
      autocomplete: 'username',
      autocapitalize: 'none',
      autocorrect: 'off',
      spellcheck: 'false',
      enterkeyhint: 'next',
      dir: 'auto',
    },
  });
  username.missingText = texts.usernameMissing;
  username.kept = username.input.value = memory.username ?? '';

  const reveal = el(
    'button',
    { type: 'button', class: 'reveal', 'aria-pressed': 'false', 'aria-label': texts.showPassword, title: texts.showPassword },
    icon('icon-eye', ...EYE, 'M4 20 20 4'),
  );
  const password = field({
    id: 'password',
    label: texts.password,
    attributes: {
      type: 'password',
      autocomplete: 'current-password',
      autocapitalize: 'none',
      spellcheck: 'false',
      enterkeyhint: 'go',
    },
    extra: reveal,
  });
  password.missingText = texts.passwordMissing;

  function show(visible) {
    password.input.type = visible ? 'text' : 'password';
    reveal.setAttribute('aria-pressed', String(visible));
  }
  reveal.addEventListener('click', () => show(password.input.type === 'password'));

  /** Whether the service has accepted the login; the next state will tell whether it was right. */
  let taken = false;

  async function send() {
    taken = false;
    // Hidden again while the login is sent: password managers recognise only a password field, and nobody nearby can read it.
    show(false);
    for (let attempt = 1; ; attempt += 1) {
      try {
        memory.username = username.input.value.trim();
        await api.login(memory.username, password.input.value, ask.operations.some(isWrite));
        return (taken = true);
      } catch (error) {
        // 409: the session is already past the login, and the next state shows where it is.
        if (error.status === 409) return (taken = true);
        if (!error.passing || attempt === TRIES) break;
        await new Promise((resolve) => setTimeout(resolve, Math.max(RETRY_MS * attempt, error.retryAfterMs)));
      }
    }
    login.complain(texts.noConnection);
    return false;
  }

  const login = form({
    fields: [username, password],
    texts,
    submitText: texts.signIn,
    busyText: texts.signingIn,
    cancel: leave,
    other: phoneButton(
      texts,
      phone &&
        (() => {
          memory.username = username.input.value.trim();
          phone();
        }),
    ),
    submit: send,
    announce,
    footer: [el('p', { class: 'private' }, icon('icon-lock', ...LOCK), texts.private), sandboxHint(texts, 'user_good', 'pass_good')],
  });

  /** Says why the login is asked for once more. */
  function explain({ attemptsLeft }) {
    const wrong = Number.isInteger(attemptsLeft) && attemptsLeft < (memory.attemptsLeft ?? ALL_TRIES);
    memory.attemptsLeft = attemptsLeft;
    if (wrong) {
      const text = texts.passwordWrong(provider);
      const left = texts.attemptsLeft(attemptsLeft);
      login.complain(null);
      password.complain(el('span', {}, ...withName(text, state.provider), ' ', el('strong', {}, left)), announce);
    } else {
      // The service was restarted before it could use the password, which it never stores.
      login.complain(texts.signInAgain);
    }
  }
  // After a reload nobody remembers that a password was wrong but the service.
  if (again || state.attemptsLeft < ALL_TRIES) explain(state);
  else memory.attemptsLeft = state.attemptsLeft;

  return {
    nodes: [brandHeading(state.provider, texts.signInTo(provider)), asks ? askPanel({ texts, ask, api }) : null, login.node],
    focus: username.kept === '' ? username.input : password.input,
    update(next) {
      // Still `login` although the login was accepted.
      if (!taken) return;
      taken = false;
      login.setBusy(false);
      explain(next);
      password.input.value = '';
      password.input.focus();
    },
    atStake: login.atStake,
  };
}
