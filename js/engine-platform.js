// What the engine takes from the page, by the rule that stands in `platform.js`: it reaches for nothing by itself.

import { parseUrl, settle } from './platform.js';

/** The page's own language, else the browser's. */
export function pageLocale() {
  const html = get(get(globalThis, 'document'), 'documentElement');
  const language = get(html, 'lang') || get(get(globalThis, 'navigator'), 'language');
  return typeof language === 'string' ? language : '';
}

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

/** Milliseconds of a clock that does not run backwards, where the page has left us one. */
function nowMs() {
  const now = call(get(globalThis, 'performance'), 'now');
  return typeof now === 'number' && now >= 0 ? now : wallMs();
}

/** The time of day, in epoch milliseconds. */
function wallMs() {
  return Number(call(get(globalThis, 'Date'), 'now')) || 0;
}

function random() {
  return Number(call(get(globalThis, 'Math'), 'random')) || 0;
}

/**
 * A member of any value; `undefined` where there is none, or its getter throws.
 * @param {any} object
 * @param {string} name
 * @returns {any}
 */
function get(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}

/**
 * The same, of a parsed body or a message: only what the object itself has.
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

/**
 * Sets a member; what is frozen stays as it is.
 * @param {any} object
 * @param {string} name
 * @param {unknown} value
 */
function set(object, name, value) {
  try {
    object[name] = value;
  } catch {
    // As said.
  }
}

/**
 * Calls a method; `undefined` where it throws, or there is none.
 * @param {any} object
 * @param {string} name
 * @param {...unknown} values
 * @returns {any}
 */
function call(object, name, ...values) {
  try {
    return object[name](...values);
  } catch {
    return undefined;
  }
}

/**
 * Makes an object of a class that the page has under this name; `undefined` where that throws, or there is none.
 * @param {any} owner
 * @param {string} name
 * @param {...unknown} values
 */
function make(owner, name, ...values) {
  try {
    return new owner[name](...values);
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

/** What the engine takes from the page. */
export const platform = {
  abortController,
  bare,
  call,
  define,
  get,
  make,
  nowMs,
  originOf,
  own,
  page: () => globalThis,
  random,
  set,
  settle,
  wallMs,
};
