// Prints the results of all environments as a Markdown table: `node table.mjs PROJECTS REPORT`.
//
// PROJECTS contains xtask's results: which projects were installed and built, and the tests of those with their own runner. REPORT is
// Playwright's report, with what `harness/record.ts` has recorded for each test.

import { existsSync, readFileSync } from 'node:fs';

const [projectsFile, reportFile] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const projects = read(projectsFile);
const environments = read(new URL('environments.json', import.meta.url));

const pages = new Map();
for (const { ok, tests } of existsSync(reportFile) ? specs(read(reportFile)) : []) {
  const said = Object.fromEntries(tests[0].annotations.map(({ type, description }) => [type, description]));
  if (!said.environment) continue;
  const page = pages.get(said.environment) ?? {};
  page[said.engine === 'wasm' ? 'wasm' : 'script'] = { ok, loaded: said.loaded && JSON.parse(said.loaded) };
  pages.set(said.environment, page);
}

const head = ['Environment', 'Version', 'Built', 'Ran', 'Scripts', 'Brotli, KB', 'Ran without WebAssembly', 'Scripts', 'Brotli, KB'];
const rows = environments
  .filter(({ name, folder, runner }) => projects[folder] && (runner || !projects[folder].built || pages.has(name)))
  .map((environment) => {
    const { built, ran } = projects[environment.folder];
    const { wasm, script } = pages.get(environment.name) ?? {};
    const outcome = environment.runner
      ? [yes(built && ran), '', '', '', '', '']
      : [...cells(wasm), ...(environment.older ? ['', '', ''] : cells(script))];
    return [environment.name, version(environment), environment.runner ? '' : yes(built), ...outcome];
  });
const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
const line = (cells, fill = ' ') =>
  `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column], fill) : cell.padStart(widths[column], fill))).join(' | ')} |`;
const rule = line(
  head.map((_, column) => (column < 2 ? '' : ':')),
  '-',
);
console.log(['', line(head), rule, ...rows.map((row) => line(row)), ''].join('\n'));

function specs({ suites = [], specs: own = [] }) {
  return [...own, ...suites.flatMap(specs)];
}

function cells(page) {
  if (!page) return ['NO', '', ''];
  const { ok, loaded } = page;
  return [yes(ok), loaded ? String(loaded.requests) : '', loaded?.brotliBytes ? (loaded.brotliBytes / 1000).toFixed(1) : ''];
}

function yes(good) {
  return good ? 'yes' : 'NO';
}

/** The version of the installed tool. */
function version({ folder, tool }) {
  if (!tool) return '';
  if (tool === 'node') return process.versions.node;
  const file = new URL(`${folder}/node_modules/${tool}/package.json`, import.meta.url);
  return existsSync(file) ? read(file).version : 'not installed';
}
