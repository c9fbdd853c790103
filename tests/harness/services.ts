// The services of a test, whatever drives its pages: the real service of a worker, one of the test's own, and whatever it starts itself.

import { test as base } from '@playwright/test';
import { startBackend } from './backend.ts';
import { Connect } from './connect.ts';
import type { Program } from './program.ts';

/**
 * Longer than any test waits for a step's end. Shorter than 30 s: a test ends the step by moving the service's clock by this time, and
 * the service considers a frame abandoned that has been silent for 30 s.
 */
export const UNENDING_MS = 20_000;

/** Something that a test started. */
interface Started {
  stop(): Promise<void>;
}

export type Serve = <T extends Started>(starting: Promise<T>) => Promise<T>;

interface TestFixtures {
  /** Keeps what a test has started until the page was judged, and stops it then: a page whose server is gone reports errors. */
  serve: Serve;
  /** A service of this test alone, which the test may kill, and whose steps end when the test says so. */
  ownConnect: Connect;
}

interface WorkerFixtures {
  connect: Connect;
  /** The example's backend, with its page. */
  backend: Program;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  connect: [
    async ({}, use) => {
      const connect = await Connect.start();
      await use(connect);
      await connect.stop();
    },
    { scope: 'worker' },
  ],
  backend: [
    async ({ connect }, use) => {
      const backend = await startBackend(connect);
      await use(backend);
      await backend.stop();
    },
    { scope: 'worker' },
  ],
  serve: async ({}, use) => {
    const kept: Started[] = [];
    await use(async (starting) => {
      const started = await starting;
      kept.unshift(started);
      return started;
    });
    for (const started of kept) await started.stop();
  },
  ownConnect: async ({ serve }, use) => use(await serve(Connect.start(UNENDING_MS))),
});
