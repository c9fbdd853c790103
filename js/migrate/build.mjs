// Bundles the command into one file that Node runs by itself:
//   node js/migrate/build.mjs --outfile pkg/bin/passage.js --version 1.2.3 [--range ^1.2.3]
// The file is an ES module: the package has "type": "module".
import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { outfile: { type: 'string' }, version: { type: 'string' }, range: { type: 'string' } },
});
if (!values.outfile || !values.version) {
  console.error('usage: node build.mjs --outfile <file> --version <version> [--range <range for package.json>]');
  process.exit(2);
}

await build({
  entryPoints: [`${dirname(fileURLToPath(import.meta.url))}/cli.ts`],
  outfile: values.outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  // Parts of the parser's libraries ask for Node's own modules with `require`.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire as passageRequire } from 'node:module';\nconst require = passageRequire(import.meta.url);" },
  define: {
    PASSAGE_VERSION: JSON.stringify(values.version),
    PASSAGE_RANGE: JSON.stringify(values.range ?? `^${values.version}`),
  },
  logLevel: 'warning',
});
chmodSync(values.outfile, 0o755);
console.log(`${values.outfile}: ${statSync(values.outfile).size} bytes`);
