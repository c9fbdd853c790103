import { claimAhead } from './claim.js';
import type { Engine } from '../call/engine.js';
import { platform } from './platform.js';
import { instantiate } from '../generated/passage_web.js';
import { runOn } from './instance.js';
import { loadTexts } from './languages.js';
import type { PassageConfig } from '../call/options.js';
import { pageLocale } from '../shell/words.js';

/** The setting `wasm` of the host page, or the package's own binary. */
type Binary = NonNullable<PassageConfig['wasm']> | { readonly default: string };

let compiled: { from: unknown; module: WebAssembly.Module } | undefined;

/**
 * Starts an instance of the WebAssembly, which is compiled once. Also starts to load the texts.
 *
 * @param locale the setting of the host page
 * @param onPanic called when the instance has crashed and must not be used again
 */
export async function load(given: Binary | Promise<Binary>, locale: string | undefined, onPanic: () => void): Promise<Engine> {
  await claimAhead();
  void loadTexts(locale || pageLocale());
  const binary = await given;
  const from = isPacked(binary) ? binary.default : binary;
  if (compiled?.from !== from) compiled = { from, module: await compile(binary) };
  const { module } = compiled;
  return runOn((onTrap) => instantiate(module, onTrap, platform), onPanic);
}

const isPacked = (binary: Binary): binary is { default: string } => typeof (binary as { default?: unknown }).default === 'string';

async function compile(binary: Binary): Promise<WebAssembly.Module> {
  if (binary instanceof WebAssembly.Module) return binary;
  if (isPacked(binary)) return WebAssembly.compile(unpack(binary.default));
  const address = typeof binary === 'string' ? binary : 'href' in binary && binary.href;
  if (!address) return WebAssembly.compile(binary as BufferSource);
  let response;
  try {
    response = await download(address);
  } catch {
    response = await download(address);
  }
  // Streaming compilation requires the MIME type, which many hosts do not send.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * The bytes that `xtask/src/engine/bytes.rs` has packed. Each character is a byte with one bit flipped, plus 256 for some bytes; the
 * array keeps only the lower eight bits.
 */
function unpack(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at) ^ 64;
  return bytes;
}

async function download(address: string): Promise<Response> {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the address given as wasm answered ${response.status}`);
  return response;
}
