// Checks the Custom Elements Manifest, from which editors and catalogues learn the element: `node custom-elements.mjs PKG`.

import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';

const pkg = resolve(process.argv[2]);
const read = async (path) => JSON.parse(await readFile(path, 'utf8'));
const { customElements, exports } = await read(join(pkg, 'package.json'));
if (exports[customElements] !== customElements) throw new Error('`customElements` of package.json names no export');
const manifest = await read(join(pkg, customElements));
const schema = await read(createRequire(import.meta.url).resolve('custom-elements-manifest/schema.json'));

const ajv = new Ajv({ allowUnionTypes: true });
if (!ajv.validate(schema, manifest)) throw new Error(`${customElements} does not fit the format's schema: ${ajv.errorsText()}`);

// The schema lets through what it does not know, and so every misspelt name. What the format's own types add to it: `CustomElementField`.
const known = new Set(['attribute', 'reflects']);
for (const { properties = {} } of [schema, ...Object.values(schema.definitions)]) {
  for (const name of Object.keys(properties)) known.add(name);
}
JSON.stringify(manifest, (name, value) => {
  if (!known.has(name) && !/^\d*$/.test(name)) throw new Error(`${customElements}: the format has no "${name}"`);
  return value;
});

if (manifest.modules.length === 0) throw new Error(`${customElements} describes nothing`);
for (const { path } of manifest.modules) await access(join(pkg, path));
