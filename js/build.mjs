// The package's scripts, from the TypeScript and the generated engine: `node js/build.mjs OUT [ENGINE]`.
//
// OUT gets the ES modules (`core.js`, `index.js`, …), the same as CommonJS (`core.cjs`, …), and `passage.global.js`,
// which is all in one for a script tag. What the folder ENGINE holds takes the place of the same file in `js/generated`.
//
// Only the ES modules and the script for the tag travel to browsers as they are, so only these are minified.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { ENTRIES } from './entries.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const [out, engine] = process.argv.slice(2);
if (!out) throw new Error('usage: node js/build.mjs OUT [ENGINE]');

/** The engine as a script is built like one of them. */
const INPUTS = { ...ENTRIES, 'script-engine': 'engine/script-engine.ts' };

/** What a page loads at once stays small; the engine comes when it is needed. Names without a hash: they are listed in `files`. */
const groups = [{ name: 'session', test: /[\\/]js[\\/](call|shell)[\\/]/ }];

/** A language's texts are a file of their own: a page loads those of its language alone. */
const chunkName = (extension) => (chunk) => {
  const module = chunk.facadeModuleId ?? '';
  if (/[\\/]engine[\\/]texts[\\/]/.test(module)) return `texts/[name].${extension}`;
  // Not a group: of a group's modules none is the one that is imported, so that its exports would come in a wrapper.
  return /[\\/]wasm-engine\.ts$/.test(module) ? `engine.${extension}` : `[name].${extension}`;
};

async function build(entries, output, engineScript = 'script-engine.js') {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, `${here}${INPUTS[name]}`])),
    external: ['react'],
    platform: 'browser',
    tsconfig: `${here}tsconfig.json`,
    plugins: [apart(engineScript), ...(engine ? [takePlace] : [])],
    // It speaks of `use client`, which is kept; `cargo xtask package` checks that it is.
    onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level === 'warn' ? 'error' : level, log),
  });
  await bundle.write({ dir: out, sourcemap: true, exports: 'named', ...output });
}

/** The engine as a script is built by itself: what it shares with the other one must not bring that along. */
const apart = (file) => ({
  name: 'apart',
  resolveId: (source) => (source.endsWith('/script-engine.js') ? { id: `./${file}`, external: true } : undefined),
});

const takePlace = {
  name: 'another-engine',
  resolveId(source) {
    const file = source.startsWith('../generated/') && join(engine, source.slice('../generated/'.length));
    return file && existsSync(file) ? file : undefined;
  },
};

const page = ['core', 'index'];
await build(page, { format: 'esm', minify: true, chunkFileNames: chunkName('js'), codeSplitting: { groups } });
await build(page, {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: chunkName('cjs'),
  codeSplitting: { groups },
}, 'script-engine.cjs');
await build(['script-engine'], { format: 'esm', minify: true, codeSplitting: false });
await build(['script-engine'], { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false });
// One file each: they share nothing with the page's scripts at run time.
for (const entry of ['testing', 'server']) {
  await build([entry], { format: 'esm', codeSplitting: false });
  await build([entry], { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false });
}
await build(['core'], {
  format: 'iife',
  name: 'Passage',
  minify: true,
  entryFileNames: 'passage.global.js',
  codeSplitting: false,
});
