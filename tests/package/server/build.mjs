// Builds the forms in which the entry is tested. PASSAGE_SERVER_ENTRY names a built entry, such as that of an installed package; without
// it, the source is compiled, with its types.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const given = process.env.PASSAGE_SERVER_ENTRY;
const entry = given ? resolve(given) : here('dist/entry/server/index.js');
const tsc = resolve(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(here('dist'), { recursive: true, force: true });
// With the settings of the package's own build.
execFileSync(process.execPath, [tsc, '-p', here('tsconfig.entry.json')], { stdio: 'inherit' });

// What the service describes, for types.ts: of each schema the names of its fields, or its values.
const { schemas } = JSON.parse(readFileSync(here('../../../example-app/connect/openapi.json'), 'utf8')).components;
const described = Object.entries(schemas).map(([name, { properties, enum: values }]) => {
  const names = (values ?? Object.keys(properties ?? {})).map((each) => JSON.stringify(each));
  return `${name}: ${names.join(' | ') || 'never'};`;
});
writeFileSync(here('dist/described.ts'), `export interface Described {\n${described.join('\n')}\n}\n`);

const alias = { '@getpassage/web-react/server': entry };
const common = { bundle: true, logLevel: 'warning', alias, absWorkingDir: here('.') };
// On the platform `neutral`, importing one of Node's modules is an error.
await build({
  ...common,
  entryPoints: ['harness/edge.mjs'],
  outfile: 'dist/edge.js',
  format: 'iife',
  globalName: 'edge',
  platform: 'neutral',
});
for (const name of ['express', 'fastify', 'hono', 'next-route']) {
  await build({
    ...common,
    stdin: { contents: `export * from './examples/${name}.ts'; export { ended } from './examples/link-ended.ts';`, resolveDir: here('.') },
    outfile: `dist/examples/${name}.mjs`,
    format: 'esm',
    platform: 'node',
    external: ['express', 'fastify', 'hono'],
  });
}
