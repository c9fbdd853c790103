// Builds the package's scripts from the TypeScript and the generated engine: `node js/build.mjs OUT [ENGINE]`.
//
// OUT gets the ES modules (`core.js`, `index.js`, …), the same as CommonJS (`core.cjs`, …), and `passage.global.js`, one file for a
// script tag. A file in the folder ENGINE replaces the file of the same name in `js/generated`.
//
// Only the ES modules and the script for the tag reach browsers as they are, so only these are minified.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { ENTRIES } from './entries.mjs';
import { licenses } from './licenses.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const [out, engine] = process.argv.slice(2);
if (!out) throw new Error('usage: node js/build.mjs OUT [ENGINE]');

/** The entries, and the engine as a script, which is built like one. */
const INPUTS = { ...ENTRIES, 'script-engine': 'engine/script-engine.ts' };

/**
 * One chunk for what a page loads at once; the engine is loaded when it is needed. The names have no hash, because `files` in
 * package.json lists them.
 */
const groups = [
  { name: 'session', test: /[\\/]js[\\/](call|shell)[\\/]/ },
  // What the entries with a button share.
  { name: 'components', test: /[\\/]js[\\/]components[\\/]/ },
];

/** Each language's texts are a chunk of their own: a page loads only its language. */
const chunkName = (extension) => (chunk) => {
  const module = chunk.facadeModuleId ?? '';
  if (/[\\/]engine[\\/]texts[\\/]/.test(module)) return `texts/[name].${extension}`;
  // Not a group: no module of a group is the chunk's entry, so its exports would be wrapped.
  return /[\\/]wasm-engine\.ts$/.test(module) ? `engine.${extension}` : `[name].${extension}`;
};

async function build(entries, output, engineScript = 'script-engine.js') {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, `${here}${INPUTS[name]}`])),
    external: ['react'],
    platform: 'browser',
    tsconfig: `${here}tsconfig.json`,
    plugins: [separateScriptEngine(engineScript), ...(engine ? [replaceEngine] : [])],
    // The warning about `use client` is expected: the directive is kept, which `cargo xtask package` checks. All others are errors.
    onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level === 'warn' ? 'error' : level, log),
  });
  const written = await bundle.write({ dir: out, sourcemap: true, exports: 'named', ...output });
  return written.output.flatMap(({ moduleIds }) => moduleIds ?? []);
}

/** Leaves the script engine out of the bundle: it is built by itself, so that no chunk is shared between the two engines. */
const separateScriptEngine = (file) => ({
  name: 'separate-script-engine',
  resolveId: (source) => (source.endsWith('/script-engine.js') ? { id: `./${file}`, external: true } : undefined),
});

/** Takes files of the folder ENGINE in place of those in `js/generated`. */
const replaceEngine = {
  name: 'replace-engine',
  resolveId(source) {
    const file = source.startsWith('../generated/') && join(engine, source.slice('../generated/'.length));
    return file && existsSync(file) ? file : undefined;
  },
};

const page = ['core', 'index', 'element'];
await build(page, { format: 'esm', minify: true, chunkFileNames: chunkName('js'), codeSplitting: { groups } });
await build(
  page,
  {
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: chunkName('cjs'),
    codeSplitting: { groups },
  },
  'script-engine.cjs',
);
await build(['script-engine'], { format: 'esm', minify: true, codeSplitting: false });
await build(['script-engine'], { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false });
// One file each, since a page does not load them together with the other entries.
for (const entry of ['testing', 'playwright', 'server']) {
  const modules = await build([entry], { format: 'esm', codeSplitting: false });
  await build([entry], { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false });
  const bundled = licenses(modules);
  if (bundled) writeFileSync(join(out, `${entry}.licenses.txt`), bundled);
}
// The names of the functions are a file of their own, which only a crash loads. With source maps it would be in the package four times.
await build(['debug'], { format: 'esm', sourcemap: false, chunkFileNames: '[name].js' });
await build(['debug'], { format: 'cjs', sourcemap: false, entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' });
await build(['core'], {
  format: 'iife',
  name: 'Passage',
  minify: true,
  entryFileNames: 'passage.global.js',
  codeSplitting: false,
});
