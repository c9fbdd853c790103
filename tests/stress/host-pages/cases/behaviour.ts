// Globals that exist, but do not do what they should.

import type { HostPage } from '../row.ts';

const odd = (page: string, before: HostPage['before'], more: Partial<HostPage> = {}): HostPage => ({
  page,
  ...(before && { before }),
  ending: 'complete',
  ...more,
});

export const behaviour: HostPage[] = [
  odd('`Date.now` stands still', () => {
    Date.now = () => 1_700_000_000_000;
  }),
  odd('`Date` is of a test library and stands still in 2001', () => {
    const Native = Date;
    class Fixed extends Native {
      constructor() {
        super('2001-01-01T00:00:00Z');
      }
      static override now(): number {
        return Native.parse('2001-01-01T00:00:00Z');
      }
    }
    globalThis.Date = Fixed as unknown as DateConstructor;
  }),
  odd('`performance.now` stands still', () => {
    performance.now = () => 0;
  }),
  odd('`performance.now` throws', () => {
    performance.now = () => {
      throw new Error('no');
    };
  }),
  odd('`Math.random` always gives the same', () => {
    Math.random = () => 0.5;
  }),
  odd('`Math.random` throws', () => {
    Math.random = () => {
      throw new Error('no');
    };
  }),
  odd('`crypto.getRandomValues` throws', () => {
    Crypto.prototype.getRandomValues = () => {
      throw new Error('no');
    };
  }),
  odd('`JSON.stringify` throws', () => {
    JSON.stringify = () => {
      throw new Error('no');
    };
  }),
  odd('`JSON.stringify` writes dates and texts in a way of its own', () => {
    const { stringify } = JSON;
    JSON.stringify = ((value: unknown) => stringify({ wrapped: value })) as typeof JSON.stringify;
  }),
  odd(
    '`JSON.parse` throws',
    () => {
      JSON.parse = () => {
        throw new Error('no');
      };
    },
    { ending: 'INTERNAL_ERROR', says: /JSON\.parse/ },
  ),
  odd('`JSON.parse` is wrapped, and revives dates', () => {
    const { parse } = JSON;
    JSON.parse = (text: string) =>
      parse(text, (_key, value: unknown) =>
        typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : value,
      ) as unknown;
  }),
  odd('`setTimeout` returns objects', () => {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    globalThis.setTimeout = ((...values: Parameters<typeof set>) => ({
      id: set(...values),
      ref() {},
      unref() {},
    })) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((timer: { id: number } | undefined) => clear(timer?.id)) as unknown as typeof clearTimeout;
  }),
  odd('`setTimeout` fires no sooner than after 200 ms', () => {
    const { setTimeout: set } = globalThis;
    globalThis.setTimeout = ((run: () => void, ms = 0) => set(run, Math.max(ms, 200))) as typeof setTimeout;
  }),
  odd('`setTimeout` is wrapped, and reports what throws', () => {
    const { setTimeout: set } = globalThis;
    globalThis.setTimeout = function (this: unknown, run: (...values: unknown[]) => void, ...rest: unknown[]) {
      const guarded = function (this: unknown, ...values: unknown[]) {
        try {
          run.apply(this, values);
        } catch (error) {
          console.error(error);
        }
      };
      return set.apply(this as never, [guarded, ...rest] as never);
    } as typeof setTimeout;
  }),
  odd('`navigator.onLine` is undefined', () => {
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => undefined });
  }),
  odd('`navigator.onLine` is false although there is a network', () => {
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });
  }),
  odd('`navigator.onLine` throws', () => {
    Object.defineProperty(Navigator.prototype, 'onLine', {
      get() {
        throw new Error('no');
      },
    });
  }),
  odd(
    '`navigator.language` is undefined, and the page has no `lang`',
    () => {
      Object.defineProperty(Navigator.prototype, 'language', { get: () => undefined });
    },
    { html: { attributes: '' } },
  ),
  odd(
    '`navigator.language` is not a language',
    () => {
      Object.defineProperty(Navigator.prototype, 'language', { get: () => '*' });
    },
    { html: { attributes: '' } },
  ),
  odd('`lang` is not a language', undefined, { html: { attributes: 'lang="x-shop--"' } }),
  odd('`document.visibilityState` is undefined', () => {
    Object.defineProperty(Document.prototype, 'visibilityState', { get: () => undefined });
  }),
  odd('`document.hasFocus` says no', () => {
    Document.prototype.hasFocus = () => false;
  }),
  odd('`document.adoptedStyleSheets` is missing', () => {
    delete (Document.prototype as Partial<Document>).adoptedStyleSheets;
    delete (ShadowRoot.prototype as Partial<ShadowRoot>).adoptedStyleSheets;
  }),
  odd('`document.adoptedStyleSheets` is a frozen list, as browsers had it first', () => {
    for (const prototype of [Document.prototype, ShadowRoot.prototype]) {
      const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'adoptedStyleSheets')!;
      Object.defineProperty(prototype, 'adoptedStyleSheets', {
        configurable: true,
        get(this: Document) {
          return Object.freeze([...(get!.call(this) as CSSStyleSheet[])]);
        },
        set(this: Document, sheets: CSSStyleSheet[]) {
          set!.call(this, sheets);
        },
      });
    }
  }),
  odd('`sessionStorage` and `localStorage` throw', () => {
    for (const name of ['sessionStorage', 'localStorage']) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  }),
  odd('storage is full', () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  }),
  odd('`history.pushState` throws, in a browser without close watchers', () => {
    delete (globalThis as { CloseWatcher?: unknown }).CloseWatcher;
    History.prototype.pushState = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  }),
  odd('`history.pushState` adds nothing, in a browser without close watchers', () => {
    delete (globalThis as { CloseWatcher?: unknown }).CloseWatcher;
    History.prototype.pushState = () => {};
  }),
  odd('`document.currentScript` and `document.cookie` throw', () => {
    for (const name of ['currentScript', 'cookie']) {
      Object.defineProperty(document, name, {
        configurable: true,
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  }),
  odd('`getComputedStyle` throws', () => {
    globalThis.getComputedStyle = () => {
      throw new Error('no');
    };
  }),
];
