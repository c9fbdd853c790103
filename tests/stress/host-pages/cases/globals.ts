// Pages that have deleted a global or use its name for something else: an old script with `var URL = …`, a tag manager, a library
// with a class of the same name.

import type { HostPage } from '../row.ts';

/** Defines a global by this source, even where an assignment would be ignored. */
const define = (name: string, source: string) =>
  `Object.defineProperty(globalThis, '${name}', { value: ${source}, writable: true, configurable: true, enumerable: true });`;

type More = Partial<HostPage>;

const missing = (name: string, more: More = {}): HostPage => ({
  page: `\`${name}\` is missing`,
  before: `delete globalThis.${name}; if ('${name}' in globalThis) ${define(name, 'undefined')}`,
  ending: 'complete',
  ...more,
});

const shadowed = (name: string, source: string, words: string, more: More = {}): HostPage => ({
  page: `\`${name}\` is ${words}`,
  before: define(name, source),
  ending: 'complete',
  ...more,
});

const BROKEN_CLASS = "class { constructor() { throw new TypeError('Illegal constructor'); } }";

/** A promise of another library. It is correct, but not the browser's, and its class has no static functions. */
const FOREIGN_PROMISE = `(() => {
  const Native = Promise;
  return class Deferred {
    constructor(run) { this.own = new Native(run); }
    then(done, failed) { const own = this.own; return new Deferred((resolve, reject) => own.then(done, failed).then(resolve, reject)); }
  };
})()`;

export const globals: HostPage[] = [
  { page: 'an ordinary page', ending: 'complete' },
  shadowed('URL', "'https://shop.example/'", 'a text'),
  shadowed('URL', BROKEN_CLASS, 'a class that throws'),
  missing('URL'),
  missing('URLSearchParams'),
  shadowed('Request', BROKEN_CLASS, 'a class that throws'),
  missing('Request'),
  shadowed('Response', 'class { constructor(text) { this.text = text; } }', 'a class of the page'),
  missing('Response'),
  missing('Headers'),
  shadowed('AbortController', BROKEN_CLASS, 'a class that throws'),
  missing('AbortController'),
  missing('AbortSignal'),
  shadowed('Promise', FOREIGN_PROMISE, 'of another library, without `resolve` and `reject`'),
  missing('Promise'),
  shadowed('Map', 'function Map(element) { this.element = element; }', 'of a library that draws maps'),
  missing('Map'),
  missing('Set'),
  missing('WeakMap'),
  missing('WeakRef'),
  missing('FinalizationRegistry'),
  missing('Symbol'),
  missing('Proxy'),
  missing('Reflect'),
  missing('Intl'),
  shadowed('Event', '{ observe() {}, stop() {} }', 'an object with helpers, as in prototype.js'),
  missing('CustomEvent'),
  missing('MessageChannel'),
  shadowed('Node', 'class { constructor(tree) { this.tree = tree; } }', 'a class of the page'),
  shadowed('Element', BROKEN_CLASS, 'a class that throws'),
  missing('HTMLElement'),
  missing('HTMLDialogElement'),
  missing('HTMLIFrameElement'),
  missing('ShadowRoot'),
  missing('customElements'),
  missing('CSSStyleSheet'),
  missing('MutationObserver'),
  shadowed('MutationObserver', 'class { observe() {} disconnect() {} takeRecords() { return []; } }', 'one that never calls back'),
  missing('ResizeObserver'),
  missing('IntersectionObserver'),
  shadowed('IntersectionObserver', 'class { observe() {} disconnect() {} }', 'one that never calls back'),
  shadowed(
    'IntersectionObserver',
    'class { constructor(run) { this.observe = () => run([], this); } }',
    'one that calls back at once, and cannot be stopped',
  ),
  missing('CloseWatcher'),
  missing('visualViewport'),
  missing('getComputedStyle'),
  missing('matchMedia'),
  missing('requestAnimationFrame'),
  shadowed('requestAnimationFrame', '() => 1', 'one that never calls back'),
  missing('requestIdleCallback'),
  missing('cancelIdleCallback'),
  missing('queueMicrotask'),
  missing('structuredClone'),
  missing('ReadableStream'),
  missing('TransformStream'),
  missing('Blob'),
  missing('WebAssembly'),
  shadowed('WebAssembly', '{}', 'an empty object'),
  missing('crypto'),
  shadowed('crypto', "{ getRandomValues() { throw new Error('no entropy'); } }", 'one that has no random numbers'),
  missing('console'),
  missing('reportError'),
  missing('performance'),
  shadowed('performance', '{}', 'an empty object'),
  shadowed('performance', "{ now() { throw new Error('no'); } }", 'one whose `now` throws'),
  missing('navigator'),
  shadowed('self', '{ page: 1 }', 'an object of the page'),
  shadowed('parent', '{ id: 1 }', 'an object of the page'),
  shadowed('origin', "'Berlin'", 'a text of the page'),
  {
    page: '`name`, `status`, `event`, `length`, `frames` and `external` are variables of the page',
    before: ['name', 'status', 'event', 'length', 'frames', 'external'].map((name) => define(name, '{ of: "the page" }')).join(' '),
    ending: 'complete',
  },
  {
    page: 'elements whose ids are names of globals and of ours',
    html: { body: '<main>OPENER</main><i id="URL"></i><i id="Passage"></i><i id="passage"></i><i id="close"></i><i id="fetch"></i>' },
    ending: 'complete',
  },

  // The package cannot work without these; it has to report that.
  missing('fetch', { ending: 'INTERNAL_ERROR', says: /fetch/ }),
  shadowed('fetch', "'/api/fetch'", 'a text', { ending: 'INTERNAL_ERROR', says: /fetch/ }),
  missing('setTimeout', { ending: 'INTERNAL_ERROR', says: /setTimeout/ }),
  missing('TextDecoder', { ending: 'SDK_LOAD_FAILED', says: /TextDecoder/ }),
  shadowed('TextDecoder', BROKEN_CLASS, 'a class that throws', { ending: 'SDK_LOAD_FAILED' }),
  missing('TextEncoder', { ending: 'SDK_LOAD_FAILED', says: /TextEncoder/ }),
  missing('JSON', { ending: 'INTERNAL_ERROR', says: /JSON/ }),
];
