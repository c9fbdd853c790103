// The hosted page: the provider's login, its one-time code, the progress, and the end of the session. It is in the modal's frame, or
// was opened by itself.
// This file connects the others: protocol.js talks to the host page, alone.js is the host where there is none, api.js and watch.js talk
// to the service, views/ to the person.

import { standAlone } from './alone.js';
import { sessionApi } from './api.js';
import { sessionOfAddress } from './claim.js';
import { isFramed, listenToHost } from './protocol.js';
import { applyBrand } from './provider.js';
import { wasRead } from './reading.js';
import { loadTexts } from './texts.js';
import { codeView } from './views/code.js';
import { confirmView } from './views/confirm.js';
import { completeView, expiredView, failedView, lostView, timeUpView } from './views/ending.js';
import { ALL_TRIES, loginView } from './views/login.js';
import { doneList, isWrite } from './views/operations.js';
import { progressView } from './views/progress.js';
import { question } from './views/question.js';
import { askSession, watchSession } from './watch.js';

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

/** No view yet. */
const NOTHING = { name: null, update() {}, atStake: () => null };

/** The view on the page: its name, its `update`, and what would be lost if the person left. */
let shown = NOTHING;

/** What Cancel and Escape do: ask if something would be lost, and close otherwise. */
let leave = () => {};

function announce(text) {
  announcer.textContent = text;
}

/** Puts a view on the page. If it is already there, only updates it. */
function show(name, make, frame) {
  if (shown.name === name) return shown.update(frame.state);
  const first = shown === NOTHING;
  const view = make(frame);
  root.replaceChildren(...view.nodes.filter(Boolean));
  shown = { name, update: view.update, atStake: view.atStake };
  // The first view must not open a phone's keyboard before the person has read it. A later view takes the focus, because
  // it replaces the field or button that had it.
  if (!first || matchMedia('(hover: hover) and (pointer: fine)').matches) view.focus.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Follows one session until `signal` ends it. */
function follow({ sessionId, clientToken }, texts, host, signal) {
  const api = sessionApi(sessionId, clientToken);
  let last = { status: null, step: null };
  let ask = { integrator: null, operations: [] };
  let confirmed = false;
  /** What outlives a view: the user name that was typed. */
  const memory = {};
  let asked = null;
  let done = null;
  let isRead = false;
  let stake;

  /** Tells the host page when something comes to be at stake, or is not any more: its own ways out ask by the same rule. */
  function tellStake() {
    const now = shown.atStake();
    if (now !== stake) host.atStake(now);
    stake = now;
  }
  // After the view has handled the event.
  for (const type of ['input', 'submit', 'click']) document.addEventListener(type, () => setTimeout(tellStake), { signal });

  leave = () => {
    if (asked?.isOpen()) return;
    const stake = shown.atStake();
    if (stake === null) return host.close();
    const { leaveHeading, leaveIntro, leave: yesText, stay, stopHeading, stopIntro, stop, stopping, goOn } = texts;
    if (stake === 'typed') {
      asked = question({ heading: leaveHeading, intro: leaveIntro, yesText, noText: stay, yes: host.close });
      return;
    }
    done = doneList(texts, ask.operations, last.operationsDone ?? 0);
    asked = question({
      heading: stopHeading,
      intro: stopIntro,
      details: [done.node],
      yesText: stop,
      busyText: stopping,
      noText: goOn,
      async yes() {
        try {
          // The next state shows what was done; until then nobody is told that all is over.
          await api.cancel();
        } catch {
          // A host page stops the session when it is closed. A page of its own has nobody else who could.
          if (host.isPage) connection.textContent = texts.noConnection;
          else host.close();
        }
      },
    });
  };

  /** The person has read why the session failed: now the service may tell everybody, and a host page closes the modal. */
  async function read() {
    if (isRead) return;
    isRead = true;
    // Whoever stopped it has closed it; everything else is an error for the host page.
    const stopped = last.error?.code === 'CANCELED';
    const told = api.seen();
    if (stopped) host.dismiss();
    try {
      await told;
      host.changed();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    } catch {
      // The service tells it by itself, later.
    }
    host.dismiss();
  }

  function view(state) {
    const again = shown.name !== null && shown.name !== 'confirm';
    const waits = state.stage === 'failed' && state.status === 'active';
    const reader = waits ? { ...host, close: read } : host;
    const frame = { texts, state, ask, api, announce, again, memory, leave, confirmed, signal, host: reader };
    // Whoever has signed in before, perhaps until a reload, has allowed it.
    if (state.stage === 'login' && !confirmed && !again && state.attemptsLeft === ALL_TRIES && ask.operations.some(isWrite)) {
      const confirm = () => {
        confirmed = true;
        view(state);
      };
      show('confirm', confirmView, { ...frame, confirm });
    } else {
      show(state.stage, VIEWS[state.stage] ?? progressView, frame);
    }
    tellStake();
    if (waits) {
      wasRead(root.textContent, signal).then((enough) => enough && read());
    }
  }

  const on = {
    state(state) {
      connection.textContent = '';
      applyBrand(state.provider);
      // The question is out of date once nothing can be lost any more.
      if (state.stage !== last.stage && asked?.isOpen() && state.stage !== 'working') asked.close();
      done?.update(state.operationsDone ?? 0);
      view(state);
      host.shows(state, ask);
      if (typeof state.step === 'string' && state.step !== last.step) host.progress(state.step);
      // The host page knows the first status: it has just claimed the link.
      if (last.status !== null && state.status !== last.status) host.changed();
      last = state;
    },
    reachable(yes) {
      // If the browser is offline, the modal says so.
      connection.textContent = yes || (!host.isPage && !navigator.onLine) ? '' : texts.reconnecting;
    },
    lost(error) {
      connection.textContent = '';
      show('lost', error.status === 410 ? timeUpView : lostView, { texts, host });
      tellStake();
      host.shows(null, ask);
      host.changed();
    },
  };
  askSession(api, on, signal).then((found) => {
    if (found === null) return;
    ask = found;
    watchSession(api, on, signal);
  });
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
    shown = NOTHING;
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
    if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return;
    // It would close the question that it opens.
    event.preventDefault();
    if (shown.name === null) host.close();
    else leave();
  });
}

if (isFramed()) {
  listen();
} else {
  standAlone(sessionOfAddress(), {
    show,
    announce,
    reconnecting: (text) => (connection.textContent = text),
    follow(session, texts, host, signal) {
      // Not `NOTHING`: the person has pressed a button, and the login takes its focus.
      shown = { ...NOTHING };
      follow(session, texts, host, signal);
    },
  });
}
