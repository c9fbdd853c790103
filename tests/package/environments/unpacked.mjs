// Checks that the engine's script unpacks to exactly the file that the package also ships for hosting: `node unpacked.mjs PKG`.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const dist = resolve(process.argv[2], 'dist');
const file = await readFile(`${dist}/passage.wasm`);
for (const entry of ['core.js', 'core.cjs']) {
  const unpacked = await whatIsCompiledBy(`${dist}/${entry}`);
  if (Buffer.compare(unpacked, file) !== 0) throw new Error(`what ${entry} compiles is not passage.wasm`);
}

/** The bytes that the loader passes to WebAssembly. */
function whatIsCompiledBy(entry) {
  return new Promise((found, failed) => {
    WebAssembly.compile = (bytes) => {
      found(Buffer.from(bytes));
      return Promise.reject(new Error('seen enough'));
    };
    import(pathToFileURL(entry)).then(({ preload }) => preload()).then(() => failed(new Error('nothing was compiled')), failed);
  });
}
