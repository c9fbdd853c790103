// The messages between this frame and the page that opened it: objects `{passage: 1, type, …}`.
//
// What goes up (ready, close, progress, changed, pong) holds no secret, so it may go to any origin until the host is
// known. What comes down holds the client token, and counts only from `window.parent` and from one origin: the first
// that sent a well-formed `init`.

const VERSION = 1;
const THEMES = new Set(['auto', 'light', 'dark']);

/** `ready` is repeated at these times, in ms, until `init` arrives: a host that was busy may have missed the first. */
const READY_AGAIN_MS = [500, 1500, 4000];

/** Whether a page holds this one in a frame. Opened by itself, there is nobody to talk to. */
export function isFramed() {
  return window.parent !== window;
}

/**
 * Starts listening to the host page and tells it that the frame is ready.
 *
 * @param {(init: {sessionId: string, clientToken: string, locale: string | null, theme: string}) => void} onInit
 *   called for the first `init`, and again only for one with another content.
 */
export function listenToHost(onInit) {
  let hostOrigin = null;
  let lastInit = null;

  /** Posts one message to the host. */
  function post(type, fields = {}) {
    // An opaque origin ("null": a sandboxed or file: host) cannot be named as a target.
    const target = hostOrigin === null || hostOrigin === 'null' ? '*' : hostOrigin;
    window.parent.postMessage({ ...fields, passage: VERSION, type }, target);
  }

  window.addEventListener('message', (event) => {
    if (event.source !== window.parent) return;
    const message = event.data;
    if (typeof message !== 'object' || message === null || message.passage !== VERSION) return;
    if (hostOrigin !== null && event.origin !== hostOrigin) return;

    if (message.type === 'ping') {
      post('pong');
    } else if (message.type === 'init') {
      const init = readInit(message);
      if (init === null) return;
      hostOrigin = event.origin;
      // The host answers each `ready` with an `init`: the same one again must not redraw anything.
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
    /** The person wants to leave: Escape or Cancel. */
    close: () => post('close'),
    /** The automation began a new step. */
    progress: (step) => post('progress', { step }),
    /** The link's status changed: the host may ask the service now instead of later. */
    changed: () => post('changed'),
  };
}

function readInit({ sessionId, clientToken, locale, theme }) {
  if (typeof sessionId !== 'string' || sessionId === '') return null;
  if (typeof clientToken !== 'string' || clientToken === '') return null;
  return {
    sessionId,
    clientToken,
    locale: typeof locale === 'string' && locale !== '' ? locale : null,
    theme: THEMES.has(theme) ? theme : 'auto',
  };
}
