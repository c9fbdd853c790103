// Makes a folder like the installed package from js/: the entries as ESM and as CommonJS, which share nothing at run time. With
// PASSAGE_PACKAGE it is a copy of that folder instead, for instance of the unpacked tarball. It is a copy instead of a link, so that the
// package finds the React of the project that uses it.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ENTRIES } from '../../../js/entries.mjs';

const NAMES = { '.': 'index', './core': 'core', './testing': 'testing' };

/** @param {string} folder Replaced by the package. */
export async function buildPackage(folder) {
  await rm(folder, { recursive: true, force: true });
  const made = process.env.PASSAGE_PACKAGE;
  if (made) return cp(made, folder, { recursive: true, dereference: true });

  const js = fileURLToPath(new URL('../../../js/', import.meta.url));
  const entryPoints = Object.fromEntries(Object.values(NAMES).map((name) => [name, `${js}${ENTRIES[name]}`]));
  const common = { entryPoints, bundle: true, packages: 'external', target: 'es2020', logLevel: 'error' };
  await build({ ...common, outdir: `${folder}/dist`, format: 'esm', splitting: true });
  // esbuild cannot split this format, so each entry contains its own copy of the code, which is the hardest case for the fake.
  await build({ ...common, outdir: `${folder}/dist/cjs`, format: 'cjs', outExtension: { '.js': '.cjs' } });
  const exports = Object.fromEntries(
    Object.entries(NAMES).map(([path, name]) => [path, { import: `./dist/${name}.js`, require: `./dist/cjs/${name}.cjs` }]),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, JSON.stringify({ name: '@getpassage/web-react', type: 'module', exports }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) throw new Error('usage: node build-package.mjs FOLDER');
  await buildPackage(folder);
}
