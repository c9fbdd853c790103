// Bundles the command into one file that Node runs by itself:
//   node js/migrate/build.mjs --outfile pkg/bin/passage.js --version 1.2.3 [--range ^1.2.3]
// The file is an ES module: the package has "type": "module". Beside it: passage.licenses.txt, of what is bundled.
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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

/**
 * Babel's traversal brings a printer, templates and coloured excerpts along, none of which this command uses: it changes
 * texts by offset. Without them the file is smaller, and runs on the first Node 20, too, which has no `styleText`.
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
  // Parts of the parser's libraries ask for Node's own modules with `require`.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire as passageRequire } from 'node:module';\nconst require = passageRequire(import.meta.url);" },
  define: {
    PASSAGE_VERSION: JSON.stringify(values.version),
    PASSAGE_RANGE: JSON.stringify(values.range ?? `^${values.version}`),
  },
  logLevel: 'warning',
});
writeFileSync(values.outfile.replace(/\.[cm]?js$/, '') + '.licenses.txt', licenses(Object.keys(metafile.inputs)));
chmodSync(values.outfile, 0o755);
console.log(`${values.outfile}: ${statSync(values.outfile).size} bytes`);

/** The licences of the packages that the bundled files come from, as they ask to be kept with copies. */
function licenses(inputs) {
  const packages = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...packages].sort().map((path) => {
    const folder = join(here, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  }).join('\n----\n\n');
}
