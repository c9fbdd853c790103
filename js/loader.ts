import { type Engine, ENGINE } from './engine.js';
import type { PassageConfig } from './options.js';

let engine: Engine | undefined;
let loading: Promise<Engine> | undefined;

/** The engine, if it is loaded and can run. */
export function loadedEngine(): Engine | undefined {
  return (globalThis as { [ENGINE]?: Engine })[ENGINE] ?? engine;
}

/**
 * Loads the engine once. A failure is tried once more, then told; the next call begins anew, so that a page that was
 * opened in a tunnel works after it.
 */
export function loadEngine(wasm: PassageConfig['wasm']): Promise<Engine> {
  const loaded = loadedEngine();
  if (loaded) return Promise.resolve(loaded);
  loading ??= attempt(wasm)
    .catch(() => attempt(wasm))
    .then(
      (loaded) => (engine = loaded),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
  return loading;
}

/** Loads the engine ahead of a call, and has everything that the call will run compiled. */
export async function preloadEngine(wasm: PassageConfig['wasm']): Promise<void> {
  (await loadEngine(wasm)).rehearse?.();
}

async function attempt(wasm: PassageConfig['wasm']): Promise<Engine> {
  const { load } = await (hasWebAssembly() ? import('./wasm-engine.js') : import('./script-engine.js'));
  return load(wasm, forgetEngine);
}

/** Whether WebAssembly is there and the page's policy lets it run: tried on the smallest module, before any download. */
export function hasWebAssembly(): boolean {
  try {
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}

/** A panicked engine is never used again: the next call makes a fresh one from what is already compiled. */
function forgetEngine(): void {
  engine = loading = undefined;
}
