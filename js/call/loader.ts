import type { Engine } from './engine.js';
import { importFile } from './import-file.js';
import type { PassageConfig } from './options.js';
import { after, deferred, settle } from './platform.js';
import { shared } from './shared.js';

/** How long loading the engine may take, retries included, in milliseconds. The same again for a language's texts. */
export const LOAD_MS = 10_000;

/** The engine, if it is loaded and has not crashed. */
export function loadedEngine(): Engine | undefined {
  const { fake, engine } = shared();
  return fake ?? engine;
}

/**
 * Loads the engine once. Each file is retried once; if it still fails, this rejects, and the next call starts again, so that a
 * page that was opened without a connection works later. It has no deadline: the caller sets one.
 */
export async function loadEngine(config: PassageConfig): Promise<Engine> {
  const loaded = loadedEngine();
  if (loaded) return loaded;
  const page = shared();
  const loading = (page.loading ??= load(config));
  try {
    return await loading;
  } catch (error) {
    if (page.loading === loading) page.loading = undefined;
    throw error;
  }
}

/** Loads the engine before it is needed. Rejects if that fails or takes longer than `LOAD_MS`. */
export async function preloadEngine(config: PassageConfig): Promise<void> {
  const { promise, resolve } = deferred<unknown>();
  const stop = loadDeadline(resolve);
  void settle(loadEngine(config), () => resolve(undefined), resolve);
  const error = await promise;
  stop?.();
  if (error !== undefined) throw error;
}

/** After `LOAD_MS`, lets the next call start again, and calls `late`. Returns a function that cancels this. */
export function loadDeadline(late: (error: Error) => void): (() => void) | undefined {
  return after(LOAD_MS, () => {
    shared().loading = undefined;
    late(new Error('it took too long'));
  });
}

async function load({ wasm, locale }: PassageConfig): Promise<Engine> {
  let engine;
  if (hasWebAssembly()) {
    // Both at the same time, to save a round trip. The package's binary is not requested if the host page provides one.
    const script = importFile(() => import('../engine/wasm-engine.js'));
    const binary = wasm ?? importFile(() => import('../generated/bytes.js'));
    // It is awaited later; if the script fails first, the binary's failure must not show up as an unhandled rejection.
    void settle(
      binary,
      () => undefined,
      () => undefined,
    );
    const { load } = await script;
    engine = await load(binary, locale, forgetEngine);
  } else {
    const { load } = await importFile(() => import('../engine/script-engine.js'));
    engine = await load(locale, forgetEngine);
  }
  // Kept even if it arrives after the deadline: the next call need not load it again.
  return (shared().engine = engine);
}

/**
 * Whether the browser has WebAssembly and the page's policy allows it: tried with the smallest module, before any download. WebKit
 * compiles in spite of the policy, and refuses the instance.
 */
export function hasWebAssembly(): boolean {
  try {
    return !!new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  } catch {
    return false;
  }
}

/** Called after a panic: the instance is never used again, and the next call makes a fresh one from the compiled module. */
function forgetEngine(): void {
  const page = shared();
  page.engine = page.loading = undefined;
}
