// Loads a TypeScript or JavaScript module of this repository in Node 20.

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

/** An arbitrary seed, fixed so that the inputs are the same in every run. */
export const RUNS = { seed: 20261121, numRuns: 3_000 };
