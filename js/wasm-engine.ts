import type { Engine } from './engine.js';
import { pageLocale, platform } from './engine-platform.js';
import { instantiate } from './generated/passage_web.js';
import { runOn } from './instance.js';
import { loadTexts } from './languages.js';
import type { PassageConfig } from './options.js';

import { unpack } from './unpack.js';

/** What the host has given, or the package's own binary as it is packed. */
type Binary = NonNullable<PassageConfig['wasm']> | Parameters<typeof unpack>[0];

let compiled: { from: Binary; module: WebAssembly.Module } | undefined;

/** Compiles the WebAssembly, or takes what was compiled before, and starts an instance. The page's texts are asked for as well. */
export async function load(binary: Binary, onPanic: () => void): Promise<Engine> {
  void loadTexts(pageLocale());
  if (!compiled || compiled.from !== binary) compiled = { from: binary, module: await compile(binary) };
  const { module } = compiled;
  return runOn((onTrap) => instantiate(module, onTrap, platform), onPanic);
}

async function compile(binary: Binary): Promise<WebAssembly.Module> {
  if (binary instanceof WebAssembly.Module) return binary;
  if (Array.isArray(binary)) return WebAssembly.compile(unpack(binary as unknown as Parameters<typeof unpack>[0]));
  const address = typeof binary === 'string' ? binary : 'href' in binary && binary.href;
  if (!address) return WebAssembly.compile(binary as BufferSource);
  let response;
  try {
    response = await download(address);
  } catch {
    response = await download(address);
  }
  // Compiling while it arrives insists on the MIME type, which many hosts do not send.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

async function download(address: string): Promise<Response> {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the address given as wasm answered ${response.status}`);
  return response;
}
