// The hosted page: the provider's login, its one-time code, the progress, and the end of the session. It is in the modal's frame, or
// was opened by itself.
// This file connects the others: protocol.js talks to the host page, alone.js is the host where there is none, api.js and watch.js talk
// to the service, views/ to the person.

import { applyAccent } from './accent.js';
import { standAlone } from './alone.js';
import { sessionApi } from './api.js';
import { claim, sessionOfAddress } from './claim.js';
import { handover, isHandover } from './phone.js';
import { isFramed, listenToHost } from './protocol.js';
import { applyBrand } from './provider.js';
import { wasRead } from './reading.js';
import { loadTexts } from './texts.js';
import { codeView } from './views/code.js';
import { confirmView } from './views/confirm.js';
import { completeView, expiredView, failedView, lostView, timeUpView } from './views/ending.js';
import { ALL_TRIES, loginView } from './views/login.js';
import { doneList, isWrite } from './views/operations.js';
import { awayView, backView, phoneView } from './views/phone.js';
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

/**
 * Says something about the connection. Not aloud where the modal does: it follows the same service, and says that it reconnects, too.
 */
function connects(text, aloud = true) {
  connection.setAttribute('aria-live', aloud ? 'polite' : 'off');
  connection.textContent = text;
}

/** A device whose keyboard is not on the screen. */
const hasMouse = () => matchMedia('(hover: hover) and (pointer: fine)').matches;

/** Puts a view on the page. If it is already there, only updates it. */
function show(name, make, frame) {
  if (shown.name === name) return shown.update(frame.state);
  const first = shown.name === null;
  const view = make(frame);
  root.replaceChildren(...view.nodes.filter(Boolean));
  // For tests that drive this page: its texts are in the person's language.
  root.dataset.view = name;
  shown = { name, update: view.update, atStake: view.atStake };
  // The first view must not open a phone's keyboard before the person has read who asks for what: a page of its own begins at its
  // heading there, and a frame leaves the focus in the modal. A later view takes it, because it replaces the field or button that had it.
  if (!first || hasMouse()) view.focus.focus({ preventScroll: true });
  else if (!isFramed()) root.querySelector('h1').focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Which device the session is held by that claimed it, in `holder`. */
const FIRST = 0;

/** Views that the person sees before a sign-in, or in place of one. */
const BEFORE_SIGN_IN = new Set([null, 'confirm', 'phone', 'away', 'back']);

/** Follows one session until `signal` ends it. `device` is this one's number among those that have or had the session. */
function follow({ sessionId, clientToken, device = FIRST }, texts, host, signal) {
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
  /** The person looks at the QR code. */
  let offers = false;
  /** This device handed the session over. */
  let isAway = false;

  const isOpen = ({ stage }) => stage === 'login' || stage === 'code' || stage === 'working';
  /** Another device holds the session. A service that knows no hand-over does not say who does. */
  const isElsewhere = (state) => isOpen(state) && (state.holder ?? FIRST) !== device;
  /** Only where there is a phone beside: with a mouse, and as long as the person has to sign in. */
  const hasPhone = (state) => device === FIRST && Number.isInteger(state.holder) && hasMouse();

  function showsCode(yes) {
    offers = yes;
    // A code that was seen by somebody else is worth nothing from now on. If this is lost, it is so in two minutes.
    if (!yes) api.takeBack().catch(() => {});
    view(last);
    tellStake();
  }

  async function takeBack() {
    try {
      await api.takeBack();
    } catch {
      connects(texts.noConnection);
    }
  }

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
          // Only the device that holds it stops it.
          if (isAway) await api.takeBack();
          // The next state shows what was done; until then nobody is told that all is over.
          await api.cancel();
        } catch {
          // A host page stops the session when it is closed. A page of its own has nobody else who could.
          if (host.isPage) connects(texts.noConnection);
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
    const again = !BEFORE_SIGN_IN.has(shown.name);
    const waits = state.stage === 'failed' && state.status === 'active';
    const reader = waits ? { ...host, close: read } : host;
    const phone = hasPhone(state) ? () => showsCode(true) : null;
    const frame = { texts, state, ask, api, announce, again, memory, leave, phone, takeBack, confirmed, signal, host: reader };
    if (isElsewhere(state)) {
      offers = false;
      if (device === FIRST) show('away', awayView, frame);
      else show('back', backView, frame);
    } else if (offers && isOpen(state) && state.stage !== 'working') {
      show('phone', phoneView, { ...frame, back: () => showsCode(false) });
      // Whoever has signed in before, perhaps until a reload, has allowed it.
    } else if (state.stage === 'login' && !confirmed && !again && state.attemptsLeft === ALL_TRIES && ask.operations.some(isWrite)) {
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
      connects('');
      applyBrand(state.provider);
      // The question is out of date once nothing can be lost any more.
      const moved = state.stage !== last.stage && state.stage !== 'working';
      if ((moved || state.holder !== last.holder) && asked?.isOpen()) asked.close();
      done?.update(state.operationsDone ?? 0);
      view(state);
      host.shows(state, ask);
      if (device === FIRST && isOpen(state) && isElsewhere(state) !== isAway) {
        isAway = !isAway;
        if (isAway) host.handedOver();
        else host.takenBack();
      }
      if (typeof state.step === 'string' && state.step !== last.step) host.progress(state.step);
      // The host page knows the first status: it has just claimed the link.
      if (last.status !== null && state.status !== last.status) host.changed();
      last = state;
    },
    reachable(yes) {
      // If the browser is offline, the modal says so.
      if (yes || (!host.isPage && !navigator.onLine)) connects('');
      else connects(texts.reconnecting, host.isPage);
    },
    lost(error) {
      connects('');
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
    applyAccent(init.accent);
    // If only the theme or the accent has changed, the person keeps what they have typed.
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

  // What can be read on light may not be so on dark.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyAccent(current?.accent));

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
  standAlone(sessionOfAddress(isHandover() ? handover : claim), {
    show,
    announce,
    reconnecting: (text) => connects(text),
    follow(session, texts, host, signal) {
      shown = NOTHING;
      follow(session, texts, host, signal);
    },
  });
}
