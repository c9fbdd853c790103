// What the package takes from the page, and what it does without it.
//
// A page may have replaced, shadowed or removed any global, wrapped any function, and frozen or extended any prototype. So
// there is one rule. This file keeps it for what a page loads at once, `js/engine/platform.js` for the engine:
//
// - What the language itself can do is asked of the language: promises come from `async` functions, lists and objects do
//   for `Map` and `Set`, an anchor element parses an address.
// - Any other global is looked up when it is needed, never at import, and believed only as far as it was tried here.
// - Where it is missing, something else does its work; where nothing can, the session ends with an error that names it.
// - Objects from strangers are read member by member. A member that every plain object of the page has was not meant for us.
// - Nothing here throws.
//
// JavaScript and not TypeScript, so that the tests of the engine's adapters load it as it stands.

/** The language's own promise constructor comes with any promise of an `async` function, whatever the page calls `Promise`. */
const unfinished = async () => undefined;

/**
 * A promise of the language's own, and what fulfils it.
 * @template T
 * @returns {{ promise: Promise<T>, resolve: (value: T) => void }}
 */
export function deferred() {
  /** @type {(value: T) => void} */
  let resolve = () => undefined;
  const Native = /** @type {PromiseConstructor} */ (unfinished().constructor);
  const promise = new Native((/** @type {(value: T) => void} */ fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

/**
 * Runs `run` when the code that runs now has returned, before any event. Fake timers do not reach it.
 * @param {() => void} run
 */
export async function soon(run) {
  await undefined;
  try {
    run();
  } catch (error) {
    report(error);
  }
}

/** Fulfilled in a task of its own, so that a frame that is due comes first. Fake timers do not reach it. */
export async function nextTask() {
  try {
    const { port1, port2 } = new MessageChannel();
    const { promise, resolve } = deferred();
    port1.onmessage = resolve;
    port2.postMessage(0);
    await promise;
    port1.close();
  } catch {
    // Then now.
  }
}

/**
 * Calls `done` with what `value` comes to, or `failed` if it rejects: a promise of any library, or no promise at all.
 * @param {unknown} value
 * @param {(value: unknown) => void} done
 * @param {(error?: unknown) => void} failed
 */
export async function settle(value, done, failed) {
  let result;
  try {
    result = await value;
  } catch (error) {
    return failed(error);
  }
  done(result);
}

/**
 * Calls `run` after `ms` milliseconds; returns what prevents it, or `undefined` where the page has no timers.
 * @param {number} ms
 * @param {() => void} run
 * @returns {(() => void) | undefined}
 */
export function after(ms, run) {
  try {
    const id = setTimeout(run, ms);
    return () => {
      if (typeof clearTimeout === 'function') clearTimeout(id);
    };
  } catch {
    return undefined;
  }
}

/**
 * Reports an error of the host's own code the way an uncaught one is reported.
 * @param {unknown} error
 */
export function report(error) {
  if (typeof reportError === 'function') reportError(error);
  else if (typeof console === 'object') console?.error?.(error);
}

/**
 * An address that stands by itself, taken apart; `undefined` for anything else.
 * @param {string} address
 * @returns {Pick<URL, 'href' | 'origin' | 'protocol' | 'username' | 'password' | 'search' | 'hash'> | undefined}
 */
export function parseUrl(address) {
  // An anchor would complete what is not whole with the page's own address.
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(address)) return undefined;
  try {
    // On a server, where nobody shadows `URL`.
    if (typeof document === 'undefined') return new URL(address);
    const anchor = document.createElement('a');
    anchor.href = address;
    // Of what cannot be parsed it has no host.
    return anchor.host ? anchor : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A member of an object that the host made, its class and its getters included; `undefined` for what the page has added
 * to all objects.
 * @template {object} T
 * @template {keyof T & string} K
 * @param {T} object
 * @param {K} name
 * @returns {T[K] | undefined}
 */
export function member(object, name) {
  const value = object[name];
  const everywhere = /** @type {Record<string, unknown>} */ ({})[name];
  return everywhere === undefined || value !== everywhere || {}.hasOwnProperty.call(object, name) ? value : undefined;
}
