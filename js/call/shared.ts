import type { AppClip } from './app-clip.js';
import type { Engine } from './engine.js';
import type { PassageConfig } from './options.js';

/** What a page has once. */
export interface Shared {
  /** The page-wide defaults. */
  defaults: PassageConfig;
  /** The session that is open: there is never more than one in a page. */
  current: AppClip | undefined;
  /** The engine, once it is loaded and for as long as it can run. */
  engine: Engine | undefined;
  /** While it is being loaded. */
  loading: Promise<Engine> | undefined;
  /**
   * The idempotency keys of claims, newest last, for as long as they may still be wanted: someone who closes the modal
   * half-way and opens it again goes on with the same session, and so does a call after a panic.
   */
  readonly claims: { readonly code: string; readonly key: string }[];
  /** The fake for tests, while it is installed; it takes the engine's place. */
  fake: Engine | undefined;
}

/** Counted up when `Shared`, or a class in it, changes so that an older copy of the package cannot use it. */
const KEY = '@getpassage/web-react/1';

let own: Shared | undefined;

/**
 * A page, or a test run, may hold this package more than once: as ESM and as CommonJS, in two bundles, or before and after a
 * test runner forgot its modules. All copies find the same here.
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
    // A page whose global object takes nothing more: each copy is by itself.
    own = fresh;
  }
  return own;
}
