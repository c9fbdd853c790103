import type { Engine } from './engine.js';
import { importFile } from './import-file.js';
import type { PassageConfig } from './options.js';
import { after, deferred, settle } from './platform.js';
import { shared } from './shared.js';

/** How long the engine, and then a language, may take to load, all tries together, in milliseconds. */
export const LOAD_MS = 10_000;

/** The engine, if it is loaded and can run. */
export function loadedEngine(): Engine | undefined {
  const { fake, engine } = shared();
  return fake ?? engine;
}

/**
 * Loads the engine once. What fails on its way is tried once more, then told; the next call begins anew, so that a page that
 * was opened in a tunnel works after it. It takes as long as it takes: whoever waits has a deadline.
 */
export async function loadEngine(wasm: PassageConfig['wasm']): Promise<Engine> {
  const loaded = loadedEngine();
  if (loaded) return loaded;
  const page = shared();
  const loading = (page.loading ??= load(wasm));
  try {
    return await loading;
  } catch (error) {
    if (page.loading === loading) page.loading = undefined;
    throw error;
  }
}

/** Loads the engine ahead of a call; rejects if that takes too long. */
export async function preloadEngine(wasm: PassageConfig['wasm']): Promise<void> {
  const { promise, resolve } = deferred<unknown>();
  const stop = loadDeadline(resolve);
  void settle(loadEngine(wasm), () => resolve(undefined), resolve);
  const error = await promise;
  stop?.();
  if (error !== undefined) throw error;
}

/** Calls `late` if the engine is not there in time, and then lets the next call begin anew; returns what prevents it. */
export function loadDeadline(late: (error: Error) => void): (() => void) | undefined {
  return after(LOAD_MS, () => {
    shared().loading = undefined;
    late(new Error('it took too long'));
  });
}

async function load(wasm: PassageConfig['wasm']): Promise<Engine> {
  let engine;
  if (hasWebAssembly()) {
    // At the same time: each of the two takes a way there and back. The binary is not asked for where the host has one.
    const script = importFile(() => import('../engine/wasm-engine.js'));
    const binary = wasm ?? importFile(() => import('../generated/bytes.js'));
    // It is awaited later; if both fail, one of them is told.
    void settle(binary, () => undefined, () => undefined);
    const { load } = await script;
    engine = await load(binary, forgetEngine);
  } else {
    const { load } = await importFile(() => import('../engine/script-engine.js'));
    engine = await load(forgetEngine);
  }
  // Also one that comes too late for whoever asked: the next call need not ask again.
  return (shared().engine = engine);
}

/** Whether WebAssembly is there and the page's policy lets it run: tried on the smallest module, before any download. */
export function hasWebAssembly(): boolean {
  try {
    return !!new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch {
    return false;
  }
}

/** A panicked engine is never used again: the next call makes a fresh one from what is already compiled. */
function forgetEngine(): void {
  const page = shared();
  page.engine = page.loading = undefined;
}
