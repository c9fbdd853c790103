// The same page once for each React, with nothing said about the package: it has to work without.

import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const VERSIONS = ['16', '17', '18', '19'];

/** React's server is CommonJS and asks for Node's own modules. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await rm('dist', { recursive: true, force: true });
for (const version of VERSIONS) {
  const alias = { react: `react-${version}`, 'react-dom': `react-dom-${version}` };
  if (Number(version) < 18) alias['react-dom/client'] = './src/legacy-client.ts';
  // Development: StrictMode rehearses effects, and React says what it does not like.
  const common = { bundle: true, format: 'esm', alias, define: { 'process.env.NODE_ENV': '"development"' } };
  await build({ ...common, entryPoints: ['src/page.tsx'], outdir: `dist/${version}`, splitting: true });
  await build({
    ...common,
    entryPoints: ['src/server.tsx'],
    outfile: `dist/${version}/server.mjs`,
    platform: 'node',
    banner: { js: REQUIRE },
  });
}
for (const file of ['index.html', 'start.js']) await cp(`src/${file}`, `dist/${file}`);
