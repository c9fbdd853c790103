// Finds the two forms of the engine in whatever file a tool has put them: each contains a text that no tool changes.

import { readFileSync } from 'node:fs';
import { type Environment, inProject } from './environments.ts';

export interface Marks {
  /** In the engine as WebAssembly. */
  wasm: string;
  /** In the engine as a script. */
  script: string;
}

/** Texts that occur in only one of the two engines of the installed package. */
export function marks(environment: Environment): Marks {
  const read = (file: string) => readFileSync(inProject(environment, `node_modules/@getpassage/web-react/dist/${file}`), 'utf8');
  const [wasm, script] = [read('bytes.js'), read('script-engine.js')];
  const found = {
    // A part of its code, without characters that a tool escapes for its kind of quotes.
    wasm: only(wasm, /[!#-&(-[\]-_a-z|}~]{24}/),
    // The initial contents of its memory, as binaryen writes them.
    script: only(script, /[A-Za-z0-9+/]{200}/),
  };
  if (wasm.includes(found.script) || script.includes(found.wasm)) throw new Error('the two engines cannot be told apart');
  return found;
}

function only(script: string, text: RegExp): string {
  const found = text.exec(script)?.[0];
  if (!found) throw new Error(`no text in the engine is like ${text}`);
  return found;
}
