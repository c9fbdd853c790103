import { claimAhead } from './claim.js';
import type { Engine } from '../call/engine.js';
import { platform } from './platform.js';
import { instantiate } from '../generated/passage_script.js';
import { runOn } from './instance.js';
import { loadTexts } from './languages.js';
import { pageLocale } from '../shell/words.js';

/** The same engine as a script, for pages whose policy or browser has no WebAssembly. Larger and slower; nobody else loads it. */
export async function load(onPanic: () => void): Promise<Engine> {
  await claimAhead();
  void loadTexts(pageLocale());
  return runOn((onTrap) => instantiate(undefined, onTrap, platform), onPanic);
}
