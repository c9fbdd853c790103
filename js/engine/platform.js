// The globals that the engine uses, by the rules in `js/call/platform.js`. The engine uses no global but through this file and web-sys.

import { after, observeAbove, parseUrl, settle } from '../call/platform.js';
import { adopt } from '../shell/nodes.js';

/** A new `AbortController`; `undefined` if the page has removed it, or replaced it by one whose signals the browser refuses. */
export function abortController() {
  try {
    // Throws if the browser refuses the signal. The signal is aborted already, so no listener is added, unless the page has wrapped
    // `addEventListener` and drops the signal: then the next line removes it.
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

/** 32 random hexadecimal digits; from `Math.random` if the page has no `crypto.getRandomValues`. */
export function randomKey() {
  const bytes = new Uint8Array(16);
  try {
    // Not `randomUUID`, which is missing on plain `http:`.
    crypto.getRandomValues(bytes);
  } catch {
    for (let at = 0; at < bytes.length; at++) bytes[at] = random() * 256;
  }
  let key = '';
  for (let at = 0; at < bytes.length; at++) key += ((bytes[at] ?? 0) + 256).toString(16).slice(1);
  return key;
}

/**
 * Calls `run` when an element has been painted, or after 100 ms in a page that is not painted, such as a hidden one. Returns a
 * function that cancels this.
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
      // An observer first reports what is there, in the task after it was painted. Unlike an animation frame, no fake clock of a test
      // tool holds it back.
      observer = new IntersectionObserver(once);
      observer.observe(element);
    });
  } else {
    once();
  }
  return cancel;
}

/** Milliseconds of a clock that never runs backwards, or of the time of day if the page has removed that clock. */
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
 * An own member of a parsed body, a message, or a history state; `undefined` for one that comes from the prototype.
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

/** An empty object for the browser to read, without a prototype to which the page could have added members. */
function bare() {
  return { __proto__: null };
}

/**
 * Defines an own member, whatever the page has put under this name on `Object.prototype`.
 * @param {object} object
 * @param {string} name
 * @param {unknown} value
 */
function define(object, name, value) {
  Object.defineProperty(
    object,
    name,
    /** @type {any} */ ({ __proto__: null, value, writable: true, enumerable: true, configurable: true }),
  );
}

/**
 * The origin of an absolute URL; `undefined` for anything else.
 * @param {string} address
 */
function originOf(address) {
  return parseUrl(address)?.origin;
}

/**
 * The result of `run`; `undefined` if it throws.
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
 * Sends a request to the service, by `fetch(url, init)` with a string and a plain object, which pages that wrap `fetch` expect. Every
 * member is set, so that none comes from what the page has added to `Object.prototype`.
 * @param {string} base the service's address
 * @param {string} path
 * @param {string[]} headers name, value, name, value, …
 * @param {AbortSignal | undefined} signal
 * @param {string} [json] the body of a `POST`; without one it is a `GET`
 * @param {boolean} [keepalive] whether the request outlives the page
 * @returns {Promise<unknown>} what `fetch` returns; `undefined` if it throws or `signal` is aborted
 */
export async function request(base, path, headers, signal, json, keepalive = false) {
  // In a microtask, because a wrapped `fetch` runs the page's code: the caller must have finished its work first.
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
    keepalive,
    window: undefined,
    referrer: undefined,
    duplex: undefined,
  };
  for (const name of Object.keys(members)) define(init, name, members[/** @type {keyof typeof members} */ (name)]);
  return attempt(() => fetch(base + path, init));
}

/**
 * Parses JSON, given as bytes in UTF-8, as a list of such parts, or as a string; `undefined` if it is not JSON.
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
 * Removes the style sheet that `adopt` has added to the document.
 * @param {CSSStyleSheet | HTMLStyleElement | undefined} sheet
 */
export function discard(sheet) {
  try {
    if (sheet && 'remove' in sheet) return sheet.remove();
    const sheets = document.adoptedStyleSheets;
    const at = sheets.indexOf(/** @type {CSSStyleSheet} */ (sheet));
    if (at >= 0) sheets.splice(at, 1);
  } catch {
    // The page has broken the methods that remove it, so it stays.
  }
}

/**
 * Wraps the imports of an instance so that none of them throws into it: a function that the page has replaced may throw where the
 * browser's own does not, which would stop the instance half-way. The instance gets `undefined` instead.
 * @param {Record<string, Record<string, Function>>} imports
 */
function guard(imports) {
  for (const from of Object.keys(imports)) {
    const functions = /** @type {Record<string, Function>} */ (imports[from]);
    for (const name of Object.keys(functions)) {
      const run = functions[name];
      // An import that is not a function is a memory or a table.
      if (typeof run === 'function') functions[name] = (/** @type {unknown[]} */ ...values) => attempt(() => run(...values));
    }
  }
  return imports;
}

/** What the engine's glue is given, under the names that `src/browser/platform.rs` declares. */
export const platform = {
  abortController,
  adopt,
  bare,
  define,
  discard,
  document: () => document,
  guard,
  nowMs,
  /** @param {MutationObserver} observer @param {Node} node */
  observeAbove: (observer, node) => observeAbove(observer, node, 'childList'),
  originOf,
  own,
  parse,
  random,
  request,
  settle,
  wallMs,
  window: () => window,
};
