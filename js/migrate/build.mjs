// Bundles the migration command into one file that needs nothing but Node:
//   node js/migrate/build.mjs --outfile pkg/bin/passage.js --version 1.2.3 [--range ^1.2.3]
// The file is an ES module, because the package has "type": "module". The licences of what is bundled are written beside it, to
// passage.licenses.txt.
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { licenses } from '../licenses.mjs';

const { values } = parseArgs({
  options: { outfile: { type: 'string' }, version: { type: 'string' }, range: { type: 'string' } },
});
if (!values.outfile || !values.version) {
  console.error('usage: node build.mjs --outfile <file> --version <version> [--range <range for package.json>]');
  process.exit(2);
}

/**
 * Babel's traversal depends on a printer, templates and coloured excerpts. This command uses none of them, since it edits texts by
 * offset. Without them the file is smaller, and also runs on the first Node 20, which has no `styleText`.
 */
const leaveOut = {
  name: 'leave-out',
  setup(plugins) {
    plugins.onResolve({ filter: /^@babel\/(generator|template|code-frame)$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    plugins.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `
        const leftOut = () => { throw new Error(${JSON.stringify(`${path} is not part of this bundle`)}); };
        export { leftOut as generate, leftOut as codeFrameColumns, leftOut as statement, leftOut as expression, leftOut as statements, leftOut as program, leftOut as smart };
        export default leftOut;`,
    }));
  },
};

const here = dirname(fileURLToPath(import.meta.url));

const { metafile } = await build({
  entryPoints: [join(here, 'cli.ts')],
  absWorkingDir: here,
  outfile: resolve(values.outfile),
  metafile: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  plugins: [leaveOut],
  // Some of the bundled libraries load Node's own modules with `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as passageRequire } from 'node:module';\nconst require = passageRequire(import.meta.url);",
  },
  define: {
    PASSAGE_VERSION: JSON.stringify(values.version),
    PASSAGE_RANGE: JSON.stringify(values.range ?? `^${values.version}`),
  },
  logLevel: 'warning',
});
writeFileSync(
  values.outfile.replace(/\.[cm]?js$/, '') + '.licenses.txt',
  licenses(Object.keys(metafile.inputs).map((path) => join(here, path))),
);
chmodSync(values.outfile, 0o755);
console.log(`${values.outfile}: ${statSync(values.outfile).size} bytes`);
