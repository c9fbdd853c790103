// What the engine takes from the page, by the rule that stands in `js/call/platform.js`: it reaches for nothing by itself.

import { after, parseUrl, settle } from '../call/platform.js';
import { adopt } from '../shell/nodes.js';

/** An `AbortController` whose signal the browser takes; `undefined` where the page has another one, or none. */
export function abortController() {
  try {
    // Throws for a signal of somebody else's making. With one that is aborted already no listener is added, unless the page has
    // wrapped the function and lost the signal.
    const probe = new AbortController();
    probe.abort();
    const nothing = () => undefined;
    document.addEventListener('abort', nothing, /** @type {any} */ ({ __proto__: null, signal: probe.signal }));
    document.removeEventListener('abort', nothing);
    const controller = new AbortController();
    return controller;
  } catch {
    return undefined;
  }
}

/** 32 hexadecimal digits that nobody can guess, as far as the page lets us. */
export function randomKey() {
  const bytes = new Uint8Array(16);
  try {
    // Not `randomUUID`, which is missing on plain http.
    crypto.getRandomValues(bytes);
  } catch {
    for (let at = 0; at < bytes.length; at++) bytes[at] = random() * 256;
  }
  let key = '';
  for (let at = 0; at < bytes.length; at++) key += ((bytes[at] ?? 0) + 256).toString(16).slice(1);
  return key;
}

/**
 * Calls `run` when an element has been painted; soon, where nothing is painted, as in a hidden page. Returns what prevents it.
 * @param {Element} element
 * @param {() => void} run
 * @returns {() => void}
 */
export function oncePainted(element, run) {
  let wanted = true;
  /** @type {IntersectionObserver | undefined} */
  let observer;
  const cancel = () => {
    wanted = false;
    stop?.();
    attempt(() => observer?.disconnect());
  };
  const once = () => {
    if (!wanted) return;
    cancel();
    run();
  };
  const stop = after(100, once);
  if (stop) {
    attempt(() => {
      // It tells first what is there, in the task after that was painted. Unlike an animation frame, no fake clock holds it back.
      observer = new IntersectionObserver(once);
      observer.observe(element);
    });
  } else {
    once();
  }
  return cancel;
}

/** Milliseconds of a clock that does not run backwards, where the page has left us one. */
function nowMs() {
  const now = attempt(() => performance.now());
  return typeof now === 'number' && now >= 0 ? now : wallMs();
}

/** The time of day, in epoch milliseconds. */
function wallMs() {
  return Number(attempt(() => Date.now())) || 0;
}

function random() {
  return Number(attempt(() => Math.random())) || 0;
}

/**
 * A member of a parsed body, a message or a state of the history: only what the object itself has.
 * @param {any} object
 * @param {string} name
 */
function own(object, name) {
  try {
    return {}.hasOwnProperty.call(object, name) ? object[name] : undefined;
  } catch {
    return undefined;
  }
}

/** An object for the browser to read: none of its members comes from the page. */
function bare() {
  return { __proto__: null };
}

/**
 * Gives an object a member of its own, whatever the page has put under this name on all objects.
 * @param {object} object
 * @param {string} name
 * @param {unknown} value
 */
function define(object, name, value) {
  Object.defineProperty(object, name, /** @type {any} */ ({ __proto__: null, value, writable: true, enumerable: true, configurable: true }));
}

/**
 * The origin of a whole address, or `undefined`.
 * @param {string} address
 */
function originOf(address) {
  return parseUrl(address)?.origin;
}

/**
 * What `run` returns; `undefined` if it throws.
 * @template T
 * @param {() => T} run
 */
export function attempt(run) {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/**
 * Asks the service, by `fetch(url, init)` with a text and a plain object, as whoever has wrapped it expects. Every member that
 * a page could have put on all objects is there.
 * @param {string} base the service's address
 * @param {string} path
 * @param {string[]} headers a name, a value, a name, …
 * @param {AbortSignal | undefined} signal
 * @param {string} [json] the body of a `POST`; without one it is a `GET`
 * @returns {Promise<unknown>} what `fetch` gives, or whatever the page has put in its place
 */
export async function request(base, path, headers, signal, json) {
  // Later, whatever that does: whoever asks has work under way.
  await undefined;
  if (signal?.aborted) return undefined;
  const named = {};
  for (let at = 0; at < headers.length; at += 2) define(named, headers[at] ?? '', headers[at + 1]);
  const init = {};
  const members = {
    method: json === undefined ? 'GET' : 'POST',
    headers: named,
    body: json,
    signal,
    mode: 'cors',
    cache: 'no-store',
    redirect: 'error',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    integrity: '',
    priority: 'auto',
    keepalive: false,
    window: undefined,
    referrer: undefined,
    duplex: undefined,
  };
  for (const name of Object.keys(members)) define(init, name, members[/** @type {keyof typeof members} */ (name)]);
  return attempt(() => fetch(base + path, init));
}

/**
 * What a body says: JSON in UTF-8, as bytes, in parts, or as a text; `undefined` for anything else.
 * @param {BufferSource | string | BufferSource[]} body
 */
function parse(body) {
  return attempt(() => {
    if (typeof body === 'string') return JSON.parse(body);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let text = '';
    for (const part of Array.isArray(body) ? body : [body]) text += decoder.decode(part, { stream: true });
    return JSON.parse(text + decoder.decode());
  });
}

/**
 * Takes away what `adopt` has added to the document.
 * @param {CSSStyleSheet | HTMLStyleElement | undefined} sheet
 */
export function discard(sheet) {
  try {
    if (sheet && 'remove' in sheet) return sheet.remove();
    const sheets = document.adoptedStyleSheets;
    const at = sheets.indexOf(/** @type {CSSStyleSheet} */ (sheet));
    if (at >= 0) sheets.splice(at, 1);
  } catch {
    // Then it stays: the page took away what takes it away.
  }
}

/**
 * The imports of an instance, none of which throws into it: what a page has replaced may throw where the browser's own does
 * not, and the instance would stop half-way. Then it gets `undefined`, as for anything that is missing.
 * @param {Record<string, Record<string, Function>>} imports
 */
function guard(imports) {
  for (const from of Object.keys(imports)) {
    const functions = /** @type {Record<string, Function>} */ (imports[from]);
    for (const name of Object.keys(functions)) {
      const run = functions[name];
      // Others are a memory, a table.
      if (typeof run === 'function') functions[name] = (/** @type {unknown[]} */ ...values) => attempt(() => run(...values));
    }
  }
  return imports;
}

/** What the engine takes from the page. */
export const platform = {
  abortController,
  adopt,
  bare,
  define,
  discard,
  document: () => document,
  guard,
  nowMs,
  originOf,
  own,
  parse,
  random,
  request,
  settle,
  wallMs,
  window: () => window,
};
