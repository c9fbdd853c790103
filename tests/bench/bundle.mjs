// Bundles each SDK for production, without React, which the host page provides: ES modules, split where the SDK uses `import()`.

import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

export const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Builds one SDK into `folder`. Its module is `NAME.js`; the files that it loads later also begin with the name. */
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
    // Bundlers for the web set this, and zoid needs it.
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', process: '{"env":{}}' },
  });
  const files = Object.entries(metafile.outputs);
  // The files that the import loads: the module, and the files that it imports statically.
  const first = new Set([`${name}.js`]);
  const byName = new Map(files.map(([path, output]) => [basename(path), output]));
  for (const file of first) {
    for (const { path, kind } of byName.get(file).imports)
      if (kind === 'import-statement' && byName.has(basename(path))) first.add(basename(path));
  }
  return { first: [...first], all: [...byName.keys()] };
}

const compressed = new Map();

/** The file as a server sends it, compressed by brotli at its best quality. */
export function brotli(folder, file) {
  const path = join(folder, file);
  if (!compressed.has(path)) compressed.set(path, brotliCompressSync(readFileSync(path)));
  return compressed.get(path);
}
