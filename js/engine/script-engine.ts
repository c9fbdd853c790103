import { claimAhead } from './claim.js';
import type { Engine } from '../call/engine.js';
import { platform } from './platform.js';
import { instantiate } from '../generated/passage_script.js';
import { runOn } from './instance.js';
import { loadTexts } from './languages.js';
import { pageLocale } from '../shell/words.js';

/** The engine as JavaScript, loaded only where the page's policy or the browser does not allow WebAssembly. Larger and slower. */
export async function load(locale: string | undefined, onPanic: () => void): Promise<Engine> {
  await claimAhead();
  void loadTexts(locale || pageLocale());
  return runOn((onTrap) => instantiate(undefined, onTrap, platform), onPanic);
}
