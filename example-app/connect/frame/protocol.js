// The messages between this frame and the host page: objects `{passage: 1, type, …}`.
//
// The frame's messages (ready, close, progress, changed, atStake, handedOver, takenBack, pong) contain no secret, so they may go to any origin until the
// host's is known. The host's messages contain the client token. The frame accepts them only from its parent window, and only
// from one origin: the first that sent a valid `init`.

import { readColour } from './accent.js';

const VERSION = 1;
const THEMES = new Set(['auto', 'light', 'dark']);

/** When `ready` is repeated until `init` arrives, in ms: a busy host page may have missed the first. */
const READY_AGAIN_MS = [500, 1500, 4000];

/**
 * The window that embeds this page. Taken apart instead of `window.` and the name: Cypress rewrites that expression in every script that
 * it serves, and the frame would take itself for its own host and stay silent.
 */
function embedder() {
  const { parent } = window;
  return parent;
}

/** Whether this page is in a frame. If it was opened by itself, there is no host page. */
export function isFramed() {
  return embedder() !== window;
}

/**
 * Starts listening to the host page, and tells it that the frame is ready.
 *
 * @param {(init: {sessionId: string, clientToken: string, locale: string | null, theme: string, accent: string | null}) => void} onInit
 *   called for the first `init`, and for every later one with different content
 */
export function listenToHost(onInit) {
  const host = embedder();
  let hostOrigin = null;
  let lastInit = null;

  /** Posts one message to the host. */
  function post(type, fields = {}) {
    // An opaque origin ("null", of a sandboxed or file: page) cannot be a target.
    const target = hostOrigin === null || hostOrigin === 'null' ? '*' : hostOrigin;
    host.postMessage({ ...fields, passage: VERSION, type }, target);
  }

  window.addEventListener('message', (event) => {
    if (event.source !== host) return;
    const message = event.data;
    if (typeof message !== 'object' || message === null || message.passage !== VERSION) return;
    if (hostOrigin !== null && event.origin !== hostOrigin) return;

    if (message.type === 'ping') {
      post('pong');
    } else if (message.type === 'init') {
      const init = readInit(message);
      if (init === null) return;
      hostOrigin = event.origin;
      // The host answers every `ready` with an `init`; one that was received before must not redraw anything.
      const fingerprint = JSON.stringify(init);
      if (fingerprint === lastInit) return;
      lastInit = fingerprint;
      onInit(init);
    }
  });

  post('ready');
  for (const delayMs of READY_AGAIN_MS) {
    setTimeout(() => {
      if (lastInit === null) post('ready');
    }, delayMs);
  }

  return {
    /** The modal says that the browser is offline, and stops the session when it is closed. */
    isPage: false,
    /** The person wants to leave: they pressed Escape or Cancel. */
    close: () => post('close'),
    /** The person has read how it ended. */
    dismiss: () => post('close'),
    /** The modal asks the service how it ended. */
    shows() {},
    /** The automation began a new step. */
    progress: (step) => post('progress', { step }),
    /** The link's status changed, so the host should poll now. */
    changed: () => post('changed'),
    /** A phone holds the session. */
    handedOver: () => post('handedOver'),
    /** This device holds it again. */
    takenBack: () => post('takenBack'),
    /** What would be lost if the modal closed now: `typed`, `work`, or null. The modal asks by it before it closes. */
    atStake: (what) => post('atStake', what === null ? {} : { what }),
  };
}

function readInit({ sessionId, clientToken, locale, theme, accent }) {
  if (typeof sessionId !== 'string' || sessionId === '') return null;
  if (typeof clientToken !== 'string' || clientToken === '') return null;
  return {
    sessionId,
    clientToken,
    locale: typeof locale === 'string' && locale !== '' ? locale : null,
    theme: THEMES.has(theme) ? theme : 'auto',
    accent: readColour(accent) === null ? null : accent,
  };
}
