// The same page once for each React, with nothing said about the package: it has to work without. And the buttons of the lab's page.

import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const VERSIONS = ['16', '17', '18', '19'];

/** React's server is CommonJS and asks for Node's own modules. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await rm('dist', { recursive: true, force: true });
function commonTo(version) {
  const alias = { react: `react-${version}`, 'react-dom': `react-dom-${version}` };
  if (Number(version) < 18) alias['react-dom/client'] = './src/legacy-client.ts';
  // Development: StrictMode rehearses effects, and React says what it does not like.
  return { bundle: true, format: 'esm', alias, define: { 'process.env.NODE_ENV': '"development"' } };
}

for (const version of VERSIONS) {
  const common = commonTo(version);
  await build({ ...common, entryPoints: ['src/page.tsx'], outdir: `dist/${version}`, splitting: true });
  await build({
    ...common,
    entryPoints: ['src/server.tsx'],
    outfile: `dist/${version}/server.mjs`,
    platform: 'node',
    banner: { js: REQUIRE },
  });
}
// Of the package, only the entry goes into this bundle: its other files are those that the lab's page has loaded.
const beside = ({ path, importer }) =>
  importer.endsWith('web-react/dist/index.js') ? { path: `/passage/dist/${path.slice(2)}`, external: true } : undefined;
await build({
  ...commonTo('19'),
  entryPoints: ['src/buttons.tsx'],
  outdir: 'dist/lab',
  plugins: [{ name: 'beside-the-entry', setup: (bundle) => bundle.onResolve({ filter: /^\.\// }, beside) }],
});
for (const file of ['index.html', 'start.js']) await cp(`src/${file}`, `dist/${file}`);
