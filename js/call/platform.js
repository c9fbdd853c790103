// The globals of the page that the package uses, and what takes their place where they are missing.
//
// A page may have replaced, shadowed or removed any global, wrapped any function, and frozen or extended any prototype. So the
// package keeps these rules, in this file for the code that a page loads at once, in `js/engine/platform.js` for the engine:
//
// - Syntax instead of globals: promises come from `async` functions, arrays and objects take the place of `Map` and `Set`, an
//   anchor element parses an address.
// - Any other global is looked up when it is needed, never at import, and its result is checked.
// - If it is missing, something else takes its place; if nothing can, the session ends with an error that names it.
// - Objects from outside are read member by member, without what the page has added to `Object.prototype`.
// - Nothing here throws.
//
// JavaScript and not TypeScript, so that the tests of the engine's adapters load it as it stands.

/** Its promise has the native constructor, whatever the page calls `Promise`. */
const unfinished = async () => undefined;

/**
 * A native promise, and the function that fulfils it.
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
 * Runs `run` in a microtask: after the code that runs now, before any event. Not affected by the fake timers of test tools.
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

/** Fulfilled in the next task, so that the browser can paint first. Not affected by the fake timers of test tools. */
export async function nextTask() {
  try {
    const { port1, port2 } = new MessageChannel();
    const { promise, resolve } = deferred();
    port1.onmessage = resolve;
    port2.postMessage(0);
    await promise;
    port1.close();
  } catch {
    // Without message channels: at once.
  }
}

/**
 * Calls `done` with the value of a promise, of whatever library, or `failed` if it rejects. Any other value counts as fulfilled.
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
 * Calls `run` after `ms` milliseconds. Returns a function that cancels this, or `undefined` if the page has no timers.
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
 * Observes a node and all that it hangs on, also through shadow roots, and nothing deeper in the page.
 * @param {MutationObserver} observer
 * @param {Node} node
 * @param {'attributes' | 'childList'} what
 */
export function observeAbove(observer, node, what) {
  for (let each = node; each; each = each.parentNode ?? /** @type {ShadowRoot} */ (each).host) {
    observer.observe(each, /** @type {MutationObserverInit} */ ({ __proto__: null, [what]: true }));
  }
}

/**
 * Reports an error of the host page's own code as if it were uncaught.
 * @param {unknown} error
 */
export function report(error) {
  if (typeof reportError === 'function') reportError(error);
  else if (typeof console === 'object') console?.error?.(error);
}

/**
 * The parts of an absolute URL, given as a string or a `URL`; `undefined` for anything else.
 * @param {unknown} address
 * @returns {Pick<URL, 'href' | 'origin' | 'protocol' | 'username' | 'password' | 'search' | 'hash'> | undefined}
 */
export function parseUrl(address) {
  try {
    const text = `${address}`;
    // An anchor would resolve a relative address against the page's own.
    if (!/^[\n ]*[a-z][a-z\d+.-]*:\/\//i.test(text)) return undefined;
    // On a server, where no page has replaced `URL`.
    if (typeof document === 'undefined') return new URL(text);
    const anchor = document.createElement('a');
    anchor.href = text;
    // An anchor whose address cannot be parsed has no host.
    return anchor.host ? anchor : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A member of an object that the host page made, also one of its class or a getter; `undefined` for what the page has added to
 * `Object.prototype`.
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
