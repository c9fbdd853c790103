// A module of ours, TypeScript or not, as Node 20 can import it.

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** The exports of a file of the checkout, bundled with what it imports. */
export async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../../../${path}`, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** The same inputs every time; the seed is an arbitrary one. */
export const RUNS = { seed: 20261121, numRuns: 3_000 };
