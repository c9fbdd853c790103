// Where the session of a page comes from that was opened by itself: from the claim code in its address.
//
// The code is taken out of the address as soon as it is read, and is then in this closure alone: a bookmark, a screenshot or a history
// that is shared holds none. What a reload needs is in the tab's `sessionStorage`: the session with its client token, which is worth this
// one session and nothing after its end, and the claim's key beside a hash of the code, for the same address opened again. The key of
// a hand-over also gets the answer again that a reload has lost. The code
// itself is never stored: it would be worth another session. All of it is removed with the ending.

import { claimLink } from './api.js';
import { backOff } from './watch.js';

const KEPT = 'passage-connect';
/** As the package claims: so often, for so long, in ms, not counting the time without a network. */
const TRIES = 6;
const BUDGET_MS = 45_000;

/** How a claim code becomes a session. */
export const claim = {
  get: claimLink,
  getsByKey: false,
  repeats: true,
  returns: true,
  words: (texts) => texts.page,
  refused: () => null,
};

/**
 * The source of this page's session, for `standAlone`. Null if the address holds no code and the tab has kept nothing for it. `way` says
 * what the code is.
 */
export function sessionOfAddress(way) {
  const code = codeInAddress();
  let kept = readKept();
  if (code === null && (kept?.path !== location.pathname || !(kept.session || way.getsByKey))) return null;
  const hashed = code === null ? kept.hashed : hash(code);
  const key = kept?.hashed === hashed ? kept.key : randomKey();
  /** The session, once there is one. A page without storage has it here. */
  let session = code === null ? kept.session : null;

  function keep() {
    kept = { path: location.pathname, hashed, key, session };
    write(kept);
  }

  return {
    /** The address with the code; null after a reload. */
    address: code === null ? null : `${location.origin}${location.pathname}#${encodeURIComponent(code)}`,
    /** Whether another session can be had when this one has failed. */
    repeats: way.repeats && code !== null,
    /** Whether the person is led to the link's `returnUrl`. */
    returns: way.returns,
    /** What to say when it is done, and where to begin again. */
    words: way.words,
    /** The name and view of a refusal that only this way knows; null otherwise. */
    refused: way.refused,
    /** Takes the code out of the address. */
    hide() {
      if (code !== null) history.replaceState(null, '', location.pathname);
    },
    /**
     * Asks for the session. Throws an `ApiError` if it is refused or cannot be reached for too long; `trouble` is told whether the
     * service answers.
     */
    async open({ signal, trouble }) {
      if (code === null && session !== null) return session;
      keep();
      const startedAt = performance.now();
      for (let failures = 0; ; ) {
        try {
          session = await way.get(code, key, signal);
          trouble(false);
          keep();
          return session;
        } catch (error) {
          if (signal.aborted) throw error;
          if (!error.passing) {
            trouble(false);
            throw error;
          }
          if (navigator.onLine) failures += 1;
          if (failures >= TRIES || (navigator.onLine && performance.now() - startedAt > BUDGET_MS)) {
            trouble(false);
            throw error;
          }
          trouble(true);
          await backOff(error, failures, signal);
        }
      }
    },
    /** The session has ended. */
    forget() {
      try {
        sessionStorage.removeItem(KEPT);
      } catch {
        // Nothing was kept.
      }
    },
  };
}

/** `#clm_…`, or `?code=clm_…`. */
function codeInAddress() {
  const code = decoded(location.hash.slice(1)) || new URLSearchParams(location.search).get('code');
  return code === null || code.trim() === '' ? null : code.trim();
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readKept() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    return typeof kept?.key === 'string' && typeof kept.path === 'string' ? kept : null;
  } catch {
    // Denied, or written by something else.
    return null;
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // Without storage a reload needs the link once more.
  }
}

/** Tells codes apart, and no more: of a code's 128 random bits, 32 give nothing away. */
function hash(code) {
  let bits = 0;
  for (let at = 0; at < code.length; at += 1) bits = (bits * 31 + code.charCodeAt(at)) | 0;
  return bits;
}

/** Not by `crypto.randomUUID`, which a page without https does not have. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
