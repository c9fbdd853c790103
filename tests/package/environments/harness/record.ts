// What a test leaves in the report of the run, for the table at its end: `table.mjs` reads it.

import { test, type TestDetails } from '@playwright/test';
import type { Environment } from './environments.ts';
import type { Scripts } from './scripts.ts';

/** How the page comes to its engine: by WebAssembly, or without, since it is blocked or missing. */
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
