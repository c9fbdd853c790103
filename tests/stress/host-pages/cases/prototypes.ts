// Pages in which libraries or hardening scripts have changed the built-in prototypes.

import type { HostPage } from '../row.ts';

const prototypes = (page: string, before: NonNullable<HostPage['before']>, more: Partial<HostPage> = {}): HostPage => ({
  page,
  before,
  ending: 'complete',
  ...more,
});

/** Gives every object of the page this member. */
const everyObjectHas = (source: string) => `for (const [name, value] of Object.entries(${source})) Object.prototype[name] = value;`;

export const shared: HostPage[] = [
  prototypes('every object has a `contains` and an `each`', everyObjectHas('{ contains: () => false, each() {} }')),
  prototypes(
    'every object has a `code`, an `error`, a `type` and a `value`',
    everyObjectHas("{ code: 'E1', error: 'none', type: 'page', value: 7 }"),
  ),
  prototypes('every object has a `signal`', everyObjectHas('{ signal() {} }')),
  prototypes('every object has a `once`, a `passive` and a `capture`', everyObjectHas('{ once: true, passive: true, capture: true }')),
  prototypes('every object has a `mode`, a `keepalive` and a `priority`', everyObjectHas("{ mode: 'view', keepalive() {}, priority: 3 }")),
  prototypes(
    'every object has a `status`, an `outcome`, a `result` and a `returnUrl`',
    everyObjectHas("{ status: 'ready', outcome: 1, result: 1, returnUrl: 'https://shop.example/' }"),
  ),
  prototypes('every object has an `intentToken` and an `onSuccess`', everyObjectHas("{ intentToken: 'it_1', onSuccess() {} }")),
  prototypes(
    'every object has a `locale`, a `theme`, a `wasm` and a `baseUrl`',
    everyObjectHas("{ locale: 7, theme: 'blue', wasm: 1, baseUrl: 2 }"),
  ),
  prototypes(
    'every object has a `container`, a `redirect` and an `appClipUrl`',
    everyObjectHas("{ container: 'main', redirect: 'yes', appClipUrl: 3 }"),
  ),
  prototypes('every object has an `onClose` and an `onEvent` that are texts', everyObjectHas("{ onClose: 'close', onEvent: 'event' }")),
  prototypes('every object has a `toJSON`', everyObjectHas("{ toJSON() { return 'an object'; } }")),
  prototypes(
    'every object has a `mode` of shadow roots and a `fatal`',
    everyObjectHas('{ delegatesFocus: true, fatal: true, stream: true }'),
  ),
  prototypes('`toJSON` of lists and texts, as prototype.js 1.6 has them', () => {
    (Array.prototype as any).toJSON = function (this: unknown[]) {
      return `[${this.join(', ')}]`;
    };
    (String.prototype as any).toJSON = function (this: string) {
      return `"${this}"`;
    };
  }),
  prototypes('`Array.from` that knows no iterators, as in prototype.js', () => {
    Array.from = ((list: ArrayLike<unknown>) => Array.prototype.slice.call(list ?? [])) as typeof Array.from;
  }),
  prototypes('lists with enumerable methods, as in prototype.js and MooTools', () => {
    Object.assign(Array.prototype, {
      each(this: unknown[], run: (value: unknown) => void) {
        this.forEach(run);
      },
      contains: () => false,
      remove: () => undefined,
      clone: () => [],
      last: () => undefined,
    });
  }),
  prototypes('texts and numbers with enumerable methods', () => {
    Object.assign(String.prototype, { contains: () => false, trimAll: () => '', code: 1 });
    Object.assign(Number.prototype, { times: () => undefined, toPaddedString: () => '' });
    Object.assign(Function.prototype, { delay: () => undefined, curry: () => undefined, code: 1 });
  }),
  prototypes('iterators of lists that a polyfill has replaced', () => {
    Array.prototype[Symbol.iterator] = function* (this: unknown[]) {
      for (let at = 0; at < this.length; at += 1) yield this[at];
    } as never;
  }),
  prototypes('newer methods of lists and texts are missing', () => {
    for (const name of ['at', 'flat', 'flatMap', 'findLast', 'toSorted']) delete (Array.prototype as any)[name];
    for (const name of ['at', 'replaceAll', 'matchAll', 'trimStart', 'trimEnd']) delete (String.prototype as any)[name];
    for (const name of ['hasOwn', 'fromEntries', 'groupBy']) delete (Object as any)[name];
  }),
  prototypes('newer methods of promises are missing', () => {
    delete (Promise.prototype as any).finally;
    for (const name of ['any', 'allSettled', 'withResolvers', 'try']) delete (Promise as any)[name];
  }),
  prototypes('`then` of promises that is wrapped, as tracing agents do', () => {
    const { then } = Promise.prototype;
    Promise.prototype.then = function (this: Promise<unknown>, done?: any, failed?: any) {
      return then.call(
        this,
        typeof done === 'function' ? (value: unknown) => done(value) : done,
        typeof failed === 'function' ? (error: unknown) => failed(error) : failed,
      );
    } as typeof then;
  }),
  prototypes('`call`, `apply` and `bind` of functions that are wrapped', () => {
    const { apply } = Reflect;
    const { call, bind } = Function.prototype;
    Function.prototype.apply = function (this: () => unknown, self: unknown, values: unknown[]) {
      return apply(this, self, values ?? []) as unknown;
    };
    Function.prototype.bind = function (this: () => unknown, ...values: unknown[]) {
      return apply(bind, this, values) as () => unknown;
    } as never;
    Function.prototype.call = function (this: () => unknown, ...values: unknown[]) {
      return apply(call, this, values) as unknown;
    };
  }),
  prototypes('every built-in class and prototype is frozen, as in hardened pages', () => {
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const { value } = Object.getOwnPropertyDescriptor(globalThis, name)!;
      if (typeof value !== 'function' || value === oracle.open) continue;
      Object.freeze(value);
      if (value.prototype) Object.freeze(value.prototype);
    }
    for (const object of [JSON, Math, Reflect, Intl, WebAssembly]) Object.freeze(object);
  }),
];
