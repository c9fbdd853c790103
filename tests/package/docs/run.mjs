// Runs an example that needs no browser, against the package's own source, and returns what it prints.

import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ENTRIES } from '../../../js/entries.mjs';
import { repository } from './guides.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const entry = (name) => `${repository}js/${ENTRIES[name]}`;
const created = readFileSync(`${repository}tests/fixtures/create_link_201.json`, 'utf8');

/** Stands in for the reader's own code and for the service. */
const AROUND = `
process.env.PASSAGE_API_KEY = 'key_of_the_example';
globalThis.fetchClaimCode = async () => 'clm_example';
globalThis.fetch = async (address, { method }) => {
  if (String(address) !== 'https://connect.services.getpassage.ai/v1/links' || method !== 'POST') throw new TypeError('fetch failed');
  return new Response(${JSON.stringify(created)}, { status: 201 });
};
`;

/** The lines that the example claims to print, in its comments `// prints: …`. */
export const expected = (code) => [...code.matchAll(/\/\/ prints: (.*)$/gm)].map(([, text]) => text);

export async function run(block) {
  const file = `${here}dist/run-${block.path.split('/').at(-1)}-${block.line}.mjs`;
  const { outputFiles } = await build({
    // The example has the React that the package's source has.
    stdin: { contents: block.code, resolveDir: repository, loader: 'jsx' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
    alias: {
      '@getpassage/web-react': entry('index'),
      '@getpassage/web-react/core': entry('core'),
      '@getpassage/web-react/testing': entry('testing'),
      '@getpassage/web-react/server': entry('server'),
    },
    // React is CommonJS and asks for Node's own modules.
    banner: { js: `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${AROUND}` },
  });
  writeFileSync(file, outputFiles[0].text);
  return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trimEnd().split('\n');
}
