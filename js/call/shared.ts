import type { AppClip } from './app-clip.js';
import type { Engine } from './engine.js';
import type { PassageConfig } from './options.js';

/** What all copies of the package in a page share. */
export interface Shared {
  /** The page-wide defaults. */
  defaults: PassageConfig;
  /** The session that is open: there is never more than one in a page. */
  current: AppClip | undefined;
  /** The engine, once it is loaded and until it crashes. */
  engine: Engine | undefined;
  /** The engine while it is loading. */
  loading: Promise<Engine> | undefined;
  /**
   * The idempotency keys of claims that may be resumed, newest last: a person who closes the modal half-way and opens it again goes
   * on with the same session, and so does a call after a panic.
   */
  readonly claims: { readonly code: string; readonly key: string }[];
  /** The fake for tests, while it is installed; it takes the engine's place. */
  fake: Engine | undefined;
}

/** The number goes up when `Shared`, or a class in it, changes in a way that an older copy of the package cannot use. */
const KEY = '@getpassage/web-react/1';

let own: Shared | undefined;

/**
 * A page or a test run may load this package more than once: as ESM and as CommonJS, in two bundles, or again after a test runner
 * has reset its modules. All copies get the same object from here.
 */
export function shared(): Shared {
  if (own) return own;
  const fresh = { __proto__: null, defaults: {}, claims: [] } as unknown as Shared;
  try {
    const key = Symbol.for(KEY);
    const page = globalThis as { [key: symbol]: Shared | undefined };
    own = page[key] ?? fresh;
    Object.defineProperty(page, key, { value: own, configurable: true });
  } catch {
    // The page's global object is frozen, or has no `Symbol.for`: each copy of the package is on its own.
    own = fresh;
  }
  return own;
}
