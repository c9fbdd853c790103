// The hosted page inside the modal: the provider's login, its one-time code, the progress, and the end of the session.
// This file connects the others: protocol.js talks to the host page, api.js and watch.js to the service, views/ to the person.

import { sessionApi } from './api.js';
import { isFramed, listenToHost } from './protocol.js';
import { applyBrand } from './provider.js';
import { loadTexts } from './texts.js';
import { codeView } from './views/code.js';
import { aloneView, completeView, expiredView, failedView, lostView, timeUpView } from './views/ending.js';
import { loginView } from './views/login.js';
import { progressView } from './views/progress.js';
import { watchSession } from './watch.js';

const VIEWS = {
  login: loginView,
  code: codeView,
  working: progressView,
  complete: completeView,
  failed: failedView,
  expired: expiredView,
};

const root = document.getElementById('clip');
const announcer = document.getElementById('announcer');
const connection = document.getElementById('connection');

/** The view on the page: its name, and its `update`. */
let shown = { name: null, update() {} };

function announce(text) {
  announcer.textContent = text;
}

/** Puts a view on the page. If it is already there, only updates it. */
function show(name, make, frame) {
  if (shown.name === name) return shown.update(frame.state);
  const first = shown.name === null;
  const view = make(frame);
  root.replaceChildren(...view.nodes);
  shown = { name, update: view.update };
  // The first view must not open a phone's keyboard before the person has read it. A later view takes the focus, because
  // it replaces the field or button that had it.
  if (!first || matchMedia('(hover: hover) and (pointer: fine)').matches) view.focus.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Follows one session until `signal` ends it. */
function follow({ sessionId, clientToken }, texts, host, signal) {
  const api = sessionApi(sessionId, clientToken);
  let last = { status: null, step: null };

  const on = {
    state(state) {
      applyBrand(state.provider);
      const again = shown.name !== null;
      show(state.stage, VIEWS[state.stage] ?? progressView, { texts, state, api, host, announce, again });
      if (typeof state.step === 'string' && state.step !== last.step) host.progress(state.step);
      // The host page knows the first status: it has just claimed the link.
      if (last.status !== null && state.status !== last.status) host.changed();
      last = state;
    },
    reachable(yes) {
      // If the browser is offline, the modal says so.
      connection.textContent = yes || !navigator.onLine ? '' : texts.reconnecting;
    },
    lost(error) {
      connection.textContent = '';
      show('lost', error.status === 410 ? timeUpView : lostView, { texts, host });
      host.changed();
    },
  };
  watchSession(api, on, signal);
}

function listen() {
  let running = new AbortController();
  let current = null;

  const host = listenToHost(async (init) => {
    document.documentElement.dataset.theme = init.theme;
    // If only the theme has changed, the person keeps what they have typed.
    const same = ['sessionId', 'clientToken', 'locale'].every((key) => init[key] === current?.[key]);
    current = init;
    if (same) return;
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const texts = await loadTexts(init.locale);
    // A newer `init` may have come while the texts were loading.
    if (signal.aborted) return;
    shown = { name: null, update() {} };
    follow(init, texts, host, signal);
  });

  // While the modal asks a question over the frame, the frame is inert and its field loses the focus. Give it back later.
  let lastFocused = null;
  document.addEventListener('focusin', ({ target }) => (lastFocused = target));
  window.addEventListener('focus', () => {
    if (document.activeElement === document.body) lastFocused?.focus({ preventScroll: true });
  });

  window.addEventListener('keydown', (event) => {
    // While an input method is open, Escape belongs to it.
    if (event.key === 'Escape' && !event.isComposing) host.close();
  });
}

if (isFramed()) listen();
else loadTexts(null).then((texts) => show('alone', aloneView, { texts }));
