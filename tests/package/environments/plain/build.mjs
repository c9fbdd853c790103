// Three pages without a bundler, which differ in one line: how they load the package.

import { mkdir, readFile, writeFile } from 'node:fs/promises';

const page = (head, script) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>No bundler</title>
    ${head}
  </head>
  <body>
    <button id="connect">Connect</button>
    <p id="status"></p>
    <ol id="log" aria-label="Log"></ol>
    ${script}
  </body>
</html>
`;

const source = await readFile('dist/generated/core.js', 'utf8');
const IMPORT = /import (\{.*\}) from '@getpassage\/web-react\/core';/;
if (!IMPORT.test(source)) throw new Error('the page no longer imports the package in one line');
const module = '<script type="module" src="page.js"></script>';
const map = '{ "imports": { "@getpassage/web-react/core": "/passage/dist/core.js" } }';

await write('import-map', page(`<script type="importmap">${map}</script>`, module), source);
await write('module', page('', module), source.replace(IMPORT, "import $1 from '/passage/dist/core.js';"));
await write(
  'script',
  page('<script src="/passage/dist/passage.global.js"></script>', '<script src="page.js"></script>'),
  // Scripts share the global scope, in which the browser has already defined `status`.
  `{\n${source.replace(IMPORT, 'const $1 = Passage;')}}\n`,
);

async function write(name, html, script) {
  await mkdir(`dist/${name}`, { recursive: true });
  await writeFile(`dist/${name}/index.html`, html);
  await writeFile(`dist/${name}/page.js`, script);
}
