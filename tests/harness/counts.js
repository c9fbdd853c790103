/**
 * Counts what a page has registered and not yet taken back: listeners, timers, nodes, style sheets, history entries.
 *
 * To be called before anything that is to be counted. Self-contained, so that the adapters' tests can import it and the
 * end-to-end tests can hand it to a page before its first script.
 */
export function install() {
  if (globalThis.counts) return;
  const listeners = new Set();
  const timers = new Map();
  // The browser's own, for a page that takes them away.
  const { WeakRef } = globalThis;
  const { get: sheetsOf } = Object.getOwnPropertyDescriptor(Document.prototype, 'adoptedStyleSheets');
  const add = EventTarget.prototype.addEventListener;
  const remove = EventTarget.prototype.removeEventListener;

  const name = (target) => target.constructor?.name ?? 'Object';
  const captures = (options) => (typeof options === 'object' && options !== null ? !!options.capture : !!options);
  const find = (target, type, callback, capture) => {
    for (const entry of listeners) {
      const { deref } = entry;
      if (deref() === target && entry.type === type && entry.callback === callback && entry.capture === capture) return entry;
    }
    return undefined;
  };

  EventTarget.prototype.addEventListener = function (type, callback, options) {
    const target = this ?? globalThis;
    const capture = captures(options);
    const signal = options?.signal;
    if (callback && !signal?.aborted && !find(target, type, callback, capture)) {
      // A node that is gone takes its listeners with it: weak, so that counting keeps nothing alive.
      const weak = new WeakRef(target);
      const entry = { deref: () => weak.deref(), of: name(target), type, callback, capture };
      listeners.add(entry);
      const forget = () => listeners.delete(entry);
      if (signal) add.call(signal, 'abort', forget, { __proto__: null, once: true });
      // The browser takes it away by itself when it calls it: heard before it is called.
      if (options?.once) add.call(target, type, forget, { __proto__: null, once: true, capture });
    }
    return add.call(target, type, callback, options);
  };
  EventTarget.prototype.removeEventListener = function (type, callback, options) {
    const target = this ?? globalThis;
    const entry = find(target, type, callback, captures(options));
    if (entry) listeners.delete(entry);
    return remove.call(target, type, callback, options);
  };

  const setTimer = globalThis.setTimeout;
  const clearTimer = globalThis.clearTimeout;
  globalThis.setTimeout = function (callback, ms, ...values) {
    const id = setTimer(
      function () {
        timers.delete(id);
        return callback.apply(this, arguments);
      },
      ms,
      ...values,
    );
    timers.set(id, Math.round(ms ?? 0));
    return id;
  };
  globalThis.clearTimeout = function (id) {
    timers.delete(id);
    clearTimer(id);
  };
  // Nothing of the package repeats by the browser's own clock: it only ever adds to this.
  let intervals = 0;
  const setRepeating = globalThis.setInterval;
  globalThis.setInterval = function (...args) {
    intervals += 1;
    return setRepeating.apply(globalThis, args);
  };

  const walk = (root) => {
    let nodes = 0;
    for (const element of root.querySelectorAll('*')) {
      nodes += 1;
      if (element.shadowRoot) nodes += walk(element.shadowRoot);
    }
    return nodes;
  };

  globalThis.counts = {
    /** Everything at once, with names, so that a difference says what was left. */
    now() {
      return {
        nodes: walk(document),
        listeners: [...listeners].map(({ of, type }) => `${of} ${type}`).sort(),
        timers: [...timers.values()].sort((a, b) => a - b),
        intervals,
        // The dialog has an entry that the browser goes back from, which leaves it ahead: what counts is where the page is.
        history: history.state,
        sheets: sheetsOf.call(document).length,
      };
    },
  };
}
