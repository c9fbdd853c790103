import bytes from './generated/bytes.js';
import { instantiate } from './generated/passage_web.js';
import type { Engine } from './engine.js';
import { runOn } from './instance.js';
import { loadTexts, pageLocale } from './languages.js';
import type { PassageConfig } from './options.js';
import { unpack } from './unpack.js';

let compiled: { from: PassageConfig['wasm']; module: WebAssembly.Module } | undefined;

/** Compiles the WebAssembly, or takes what was compiled before, and starts an instance. The texts come along in parallel. */
export async function load(wasm: PassageConfig['wasm'], onPanic: () => void, locale = pageLocale()): Promise<Engine> {
  const texts = loadTexts(locale);
  if (!compiled || compiled.from !== wasm) compiled = { from: wasm, module: await compile(wasm) };
  const { module } = compiled;
  const engine = await runOn((onTrap) => instantiate(module, onTrap), onPanic);
  await texts;
  return engine;
}

async function compile(wasm: PassageConfig['wasm']): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (typeof wasm === 'string' || wasm instanceof URL) {
    const response = await fetch(wasm, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`the address given as wasm answered ${response.status}`);
    // Compiling while it arrives insists on the MIME type, which many hosts do not send.
    return response.headers.get('content-type') === 'application/wasm'
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  }
  return WebAssembly.compile(wasm ?? unpack(bytes));
}
