// Each SDK as a bundler makes it for production, with React left to the host: ES modules, split where the SDK asks for it.

import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

export const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Builds one SDK into `folder`; its module is `NAME.js`, what it loads later has the name in front as well. */
export async function bundle(name, { imports }, folder) {
  const { metafile } = await build({
    stdin: { contents: imports, resolveDir: HERE, sourcefile: `${name}.js` },
    entryNames: name,
    chunkNames: `${name}-[name]-[hash]`,
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    metafile: true,
    logLevel: 'error',
    legalComments: 'none',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    // As bundlers for the web do: zoid asks for it.
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', process: '{"env":{}}' },
  });
  const files = Object.entries(metafile.outputs);
  // What is loaded with the import itself: the module, and the files that it imports statically.
  const first = new Set([`${name}.js`]);
  const byName = new Map(files.map(([path, output]) => [basename(path), output]));
  for (const file of first) {
    for (const { path, kind } of byName.get(file).imports)
      if (kind === 'import-statement' && byName.has(basename(path))) first.add(basename(path));
  }
  return { first: [...first], all: [...byName.keys()] };
}

const compressed = new Map();

/** The file as a server sends it: brotli at its best. */
export function brotli(folder, file) {
  const path = join(folder, file);
  if (!compressed.has(path)) compressed.set(path, brotliCompressSync(readFileSync(path)));
  return compressed.get(path);
}
