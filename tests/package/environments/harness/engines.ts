// Either form of the engine can be told in whatever file a tool has put it: each holds a text that no tool touches.

import { readFileSync } from 'node:fs';
import { type Environment, inProject } from './environments.ts';

export interface Marks {
  /** In the engine as WebAssembly. */
  wasm: string;
  /** In the engine as a script. */
  script: string;
}

/** What the package that the environment has installed holds in one of its engines alone. */
export function marks(environment: Environment): Marks {
  const read = (file: string) => readFileSync(inProject(environment, `node_modules/@getpassage/web-react/dist/${file}`), 'utf8');
  const [wasm, script] = [read('bytes.js'), read('script-engine.js')];
  const found = {
    // Some of its code, in characters that no tool escapes, whatever quotes it likes.
    wasm: only(wasm, /[!#-&(-[\]-_a-z|}~]{24}/),
    // Its memory's first contents, as binaryen writes them.
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
