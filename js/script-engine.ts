import { instantiate } from './generated/passage_script.js';
import type { Engine } from './engine.js';
import { runOn } from './instance.js';
import { loadTexts, pageLocale } from './languages.js';
import type { PassageConfig } from './options.js';

/** The same engine as a script, for pages whose policy or browser has no WebAssembly. Larger and slower; nobody else loads it. */
export async function load(_wasm: PassageConfig['wasm'], onPanic: () => void, locale = pageLocale()): Promise<Engine> {
  await loadTexts(locale);
  return runOn((onTrap) => instantiate(undefined, onTrap), onPanic);
}
