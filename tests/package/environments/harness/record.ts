// Records a test's results in the report of the run, from which `table.mjs` makes the table.

import { test, type TestDetails } from '@playwright/test';
import type { Environment } from './environments.ts';
import type { Scripts } from './scripts.ts';

/** How the page runs the engine: with WebAssembly, or without it because it is blocked or missing. */
export type Engine = 'wasm' | 'policy' | 'no WebAssembly';

export function connectsIn(environment: Environment, engine: Engine): { details: TestDetails; keep(scripts: Scripts): Promise<void> } {
  return {
    details: {
      annotation: [
        { type: 'environment', description: environment.name },
        { type: 'engine', description: engine },
      ],
    },
    async keep(scripts) {
      const loaded = environment.dev || environment.older ? { requests: scripts.requests } : await scripts.loaded();
      test.info().annotations.push({ type: 'loaded', description: JSON.stringify(loaded) });
    },
  };
}
