// Faults of the host page: callbacks that misbehave, and globals that were replaced.

import { expect } from '@playwright/test';
import { untilMessage } from '../../../harness/arrivals.ts';
import { CLAIM_BUDGET_MS, POLL_MS, type Case } from '../case.ts';

const BOOM = [/^unhandled: boom$/];

/** Opens a session whose callbacks all do this. */
const callbacks = (fault: string, callback: () => unknown, more: Partial<Case> = {}): Case => ({
  fault,
  open: ({ page, code }) =>
    page.evaluate(
      ([claimCode, source]) => {
        const callback = (0, eval)(`(${source})`) as () => void;
        calls.open({
          claimCode: claimCode!,
          onEvent: callback,
          onConnectionComplete: callback,
          onConnectionError: callback,
          onClose: callback,
        });
      },
      [code, callback.toString()],
    ),
  ending: 'complete',
  longestMs: POLL_MS,
  live: false,
  ...more,
});

/** A page whose scripts have made this change before the package was loaded. */
const patched = (fault: string, patch: () => unknown, more: Partial<Case> = {}): Case => ({
  fault,
  prepare: ({ page }) => page.addInitScript(patch),
  ending: 'complete',
  longestMs: POLL_MS,
  live: false,
  ...more,
});

/** A page that has replaced `fetch` by this function. */
const fetchThat = (what: string, instead: () => unknown): Case => ({
  ...patched(`fetch that ${what}`, () => undefined, { ending: 'NETWORK_ERROR', longestMs: CLAIM_BUDGET_MS, tries: 0 }),
  prepare: ({ page }) =>
    page.addInitScript((source) => {
      const instead = (0, eval)(`(${source})`) as () => Promise<Response>;
      const { fetch } = globalThis;
      const ofThePackage = (input: RequestInfo | URL) => /\/link\//.test(input instanceof Request ? input.url : String(input));
      globalThis.fetch = (input, init) => (ofThePackage(input) ? instead() : fetch(input, init));
    }, instead.toString()),
});

/** A page in which this function of JSON throws as soon as the session is opened. */
const brokenJson = (name: 'parse' | 'stringify', more: Partial<Case>): Case => ({
  ...patched(`JSON.${name} that throws`, () => undefined, more),
  open: async ({ page, lab, code }) => {
    await page.evaluate((name) => {
      const own = JSON[name];
      JSON[name] = () => {
        throw new Error('no');
      };
      Object.assign(globalThis, { mendJson: () => Object.assign(JSON, { [name]: own }) });
    }, name);
    await lab.open(code);
  },
  check: ({ page }) => page.evaluate(() => void (globalThis as never as { mendJson(): void }).mendJson()),
});

export const host: Case[] = [
  callbacks(
    'callbacks that throw',
    () => {
      throw new Error('boom');
    },
    { allow: BOOM },
  ),
  callbacks('callbacks that reject', () => Promise.reject(new Error('boom')), { allow: BOOM }),
  callbacks('callbacks that give a promise which never settles', () => new Promise(() => undefined)),
  callbacks(
    'callbacks that give something with a then that throws',
    () => ({
      then() {
        throw new Error('boom');
      },
    }),
    { allow: BOOM },
  ),
  callbacks('callbacks that keep the page busy', () => {
    for (let round = 0, end = performance.timeOrigin; round < 1e6; round += 1) end += round;
  }),
  {
    fault: 'callbacks that open the same code again, each time',
    open: ({ page, code }) =>
      page.evaluate((claimCode) => {
        let left = 3;
        const again = (): void => void (left-- > 0 && calls.open({ claimCode, onEvent: again }));
        calls.open({ claimCode, onEvent: again });
      }, code),
    ending: 'complete',
    longestMs: POLL_MS,
    tries: 1,
    live: false,
  },
  {
    fault: 'callbacks that open another code, three times',
    open: ({ page, code }) =>
      page.evaluate((code) => {
        const codes = ['c', 'b', 'a'];
        const another = ({ type }: { type: string }): void => {
          const next = type === 'opened' && codes.pop();
          if (next) calls.open({ claimCode: `${code}_${next}`, onEvent: another });
        };
        calls.open({ claimCode: code, onEvent: another });
      }, code),
    check: async ({ page }) => {
      const ended = () => page.evaluate(() => calls.log.filter(({ name }) => name === 'onClose').length);
      const before = await ended();
      // The last of them is still open.
      await page.evaluate(() => passage.close());
      expect(await ended(), 'it was open').toBe(before + 1);
    },
    ending: 'closed',
    leaveLink: true,
    longestMs: 0,
    live: false,
  },
  callbacks('a callback that closes in the middle', () => passage.close(), { ending: 'closed', leaveLink: true, longestMs: 0 }),
  {
    fault: 'a claimCode function that never answers',
    open: ({ page }) => page.evaluate(() => void calls.open({ claimCode: () => new Promise(() => undefined) })),
    ending: 'INTERNAL_ERROR',
    leastMs: 30_000,
    longestMs: 30_000,
    tries: 0,
    live: false,
  },
  {
    fault: 'a claimCode function that throws',
    open: ({ page }) =>
      page.evaluate(
        () =>
          void calls.open({
            claimCode: () => {
              throw new Error('boom');
            },
          }),
      ),
    ending: 'INTERNAL_ERROR',
    longestMs: 0,
    tries: 0,
    live: false,
    allow: BOOM,
  },
  {
    fault: 'another frame of the page speaks as the frame does',
    async act({ page }) {
      await page.evaluate(async () => {
        const other = document.createElement('iframe');
        other.id = 'other';
        other.srcdoc = '<p>another</p>';
        await new Promise((loaded) => {
          other.onload = loaded;
          document.body.prepend(other);
        });
      });
      const speak = () => {
        const { contentWindow } = document.querySelector<HTMLIFrameElement>('#other')!;
        for (const type of ['ready', 'close', 'complete', 'changed', 'last']) {
          (contentWindow as never as { eval(source: string): void }).eval(`parent.postMessage({ passage: 1, type: '${type}' }, '*')`);
          postMessage({ passage: 1, type }, '*');
        }
      };
      // One of the page and one of its frame, each after what it has said before.
      await untilMessage(page, 'last', () => page.evaluate(speak), 2);
      await page.evaluate(() => document.querySelector('#other')!.remove());
    },
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
  fetchThat('throws', () => {
    throw new Error('no');
  }),
  fetchThat('rejects with nothing', () => Promise.reject(undefined)),
  fetchThat('gives no Response', () => Promise.resolve({ ok: true })),
  fetchThat('never settles', () => new Promise(() => undefined)),
  patched('fetch that is wrapped, and reads a clone of every answer', () => {
    const { fetch } = globalThis;
    globalThis.fetch = async (...values) => {
      const response = await fetch(...values);
      void response
        .clone()
        .text()
        .catch(() => undefined);
      return response;
    };
  }),
  brokenJson('parse', { ending: 'INTERNAL_ERROR', longestMs: 0, tries: 0 }),
  // Nothing is written with it.
  brokenJson('stringify', {}),
  patched('Promise that another library has put in its place', () => {
    const Native = Promise;
    class Zone<T> extends Native<T> {
      override then<A = T, B = never>(
        done?: ((value: T) => A | PromiseLike<A>) | null,
        failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        return super.then(done, failed);
      }
    }
    globalThis.Promise = Zone as PromiseConstructor;
  }),
  patched('then of all promises that is wrapped', () => {
    const { then } = Promise.prototype;
    Promise.prototype.then = function (...values) {
      return then.apply(this, values) as never;
    };
  }),
  patched('built-in prototypes that are frozen', () => {
    for (const each of [Object, Array, Function, Promise, Map, Set, String, Number, RegExp, Uint8Array, ArrayBuffer, Symbol])
      Object.freeze(each.prototype);
    for (const each of [JSON, Math, Reflect, Promise, Object, Array]) Object.freeze(each);
  }),
  patched('crypto.randomUUID that is missing, as on http', () => {
    Object.defineProperty(crypto, 'randomUUID', { value: undefined });
    Object.defineProperty(crypto, 'subtle', { value: undefined });
  }),
  patched('prototypes with enumerable extras, as old libraries leave them', () => {
    for (const each of [Object, Array, String, Function, Promise]) Object.assign(each.prototype, { contains: () => false });
  }),
];
