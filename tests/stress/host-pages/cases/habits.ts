// Pages with common habits of applications and frameworks around a call.

import type { HostPage, World } from '../row.ts';

const habit = (page: string, more: Partial<HostPage>): HostPage => ({ page, ending: 'complete', ...more });

/** Checks that the button has the focus again, as soon as it can take it. */
const focusIsBack = ({ lab }: World): Promise<void> => lab.expectOpenerFocused();

/** Is busy as long as the session lasts, and a moment longer. */
const busy = (how: string, before: string, after: string, wait: string): HostPage =>
  habit(`the button ${how}`, {
    loaded: `oracle.open = (claimCode) => {
      const opener = document.getElementById('opener');
      const again = () => { ${after} };
      const { result } = calls.open({ claimCode, onConnectionComplete: ${wait === 'callback' ? 'again' : 'undefined'} });
      ${before}
      ${wait === 'callback' ? '' : `result.then(${wait});`}
    }`,
    check: focusIsBack,
  });

export const openings: HostPage[] = [
  busy('is disabled while open, and enabled by the callback', 'opener.disabled = true;', 'opener.disabled = false;', 'callback'),
  busy('is disabled while open, and enabled when `result` is there', 'opener.disabled = true;', 'opener.disabled = false;', 'again'),
  busy(
    'is disabled while open, and enabled some tasks later',
    'opener.disabled = true;',
    'opener.disabled = false;',
    '() => setTimeout(again, 60)',
  ),
  busy(
    'is in a `fieldset` that is disabled while open',
    "opener.parentNode.replaceWith(Object.assign(document.createElement('fieldset'), { disabled: true })); document.querySelector('fieldset').append(opener);",
    "document.querySelector('fieldset').disabled = false;",
    '() => setTimeout(again, 60)',
  ),
  busy('is not displayed while open', "opener.style.display = 'none';", "opener.style.display = '';", '() => setTimeout(again, 60)'),
  busy(
    'is not displayed while open, and shown again by removing its `style` attribute',
    "opener.style.display = 'none';",
    "opener.removeAttribute('style');",
    '() => setTimeout(again, 60)',
  ),
  busy(
    'is in an inert part of the page while open',
    'opener.parentNode.inert = true;',
    "opener.parentNode.removeAttribute('inert');",
    '() => setTimeout(again, 60)',
  ),
  habit('the button is taken away while open', {
    live: "oracle.kept.opener = document.getElementById('opener'); oracle.kept.opener.remove();",
    after: "document.querySelector('main').append(oracle.kept.opener)",
    focus: '',
  }),
  habit('the button is replaced by its like while open', {
    live: "{ const opener = document.getElementById('opener'); opener.replaceWith(opener.cloneNode(true)); }",
    focus: '',
  }),
  habit('a double click', { press: 'double click' }),
  habit('the Enter key', { press: 'Enter' }),
  habit('opens when the mouse goes down', {
    loaded:
      "{ const opener = document.getElementById('opener'); opener.onmousedown = opener.onclick; opener.onclick = null; opener.focus(); }",
  }),
  habit('opens a moment after the click', { open: (claimCode) => setTimeout(() => calls.open({ claimCode }), 50) }),
  habit('asks its server for the code', { open: (claimCode) => void calls.open({ claimCode: async () => Promise.resolve(claimCode) }) }),
  habit('opens twice in a row, with the same code', { open: (claimCode) => void [calls.open({ claimCode }), calls.open({ claimCode })] }),
  habit('opens, closes and opens again, as StrictMode does', {
    open: (claimCode) => {
      calls.open({ claimCode });
      passage.close();
      calls.open({ claimCode });
    },
  }),
  habit('opens in every one of three frames of animation', {
    open: (claimCode) => {
      const again = (left: number): void => void (calls.open({ claimCode }), left > 0 && requestAnimationFrame(() => again(left - 1)));
      again(2);
    },
  }),
  habit('loads the package when the button is pressed', {
    open: async (claimCode) => {
      const { openAppClip } = (await import(/* @vite-ignore */ `${location.origin}/passage/dist/core.js`)) as typeof passage;
      calls.open({ claimCode }, openAppClip);
    },
  }),
];

export const options: HostPage[] = [
  habit('options that are an instance of a class with getters', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => {
        class Options {
          get claimCode() {
            return spied.claimCode;
          }
          get onConnectionComplete() {
            return spied.onConnectionComplete;
          }
          get onConnectionError() {
            return spied.onConnectionError;
          }
          get onEvent() {
            return spied.onEvent;
          }
        }
        return passage.openAppClip(new Options() as never);
      }),
  }),
  habit('options that are an instance of a class whose callbacks are methods and use `this`', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => {
        class Checkout {
          claimCode = spied.claimCode;
          private readonly spied = spied;
          onConnectionComplete() {
            return this.spied.onConnectionComplete!();
          }
          onConnectionError(error: never) {
            return this.spied.onConnectionError!(error);
          }
          onEvent(event: never) {
            this.spied.onEvent!(event);
          }
        }
        return passage.openAppClip(new Checkout() as never);
      }),
  }),
  habit('options that are a proxy, as reactive stores hand out', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => passage.openAppClip(new Proxy(spied, { ownKeys: () => [], has: () => false }))),
  }),
  habit('options that are frozen', {
    open: (claimCode) => void calls.open({ claimCode }, (spied) => passage.openAppClip(Object.freeze(spied))),
  }),
  habit('options without a prototype', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => passage.openAppClip(Object.assign(Object.create(null) as typeof spied, spied))),
  }),
  habit('options that inherit from page-wide ones', {
    open: (claimCode) => void calls.open({ claimCode }, (spied) => passage.openAppClip(Object.create(spied) as typeof spied)),
  }),
  habit('options that the page changes afterwards', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => {
        const handle = passage.openAppClip(spied);
        Object.assign(spied, { claimCode: 'another', onConnectionComplete: null, onEvent: 7 });
        return handle;
      }),
  }),
  habit('options whose getters throw a second time', {
    open: (claimCode) =>
      void calls.open({ claimCode }, (spied) => {
        const asked = new Set<PropertyKey>();
        const get = (target: typeof spied, name: keyof typeof spied) => {
          if (asked.has(name)) throw new Error(`${name} was asked for again`);
          asked.add(name);
          return target[name];
        };
        return passage.openAppClip(new Proxy(spied, { get: get as never }));
      }),
  }),
  habit('a signal of another window', {
    open: (claimCode) => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const { signal } = new (frame.contentWindow as never as typeof globalThis).AbortController();
      frame.remove();
      calls.open({ claimCode, signal });
    },
  }),
  habit('a signal of a polyfill', {
    open: (claimCode) =>
      void calls.open({ claimCode, signal: { aborted: false, addEventListener() {}, removeEventListener() {} } as never }),
  }),
];
