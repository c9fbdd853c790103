// `test` with what every end-to-end test needs: a service per worker, a witness and a modal per page.

import { test as base } from '@playwright/test';
import { startBackend } from './backend.ts';
import { Connect } from './connect.ts';
import { Host } from './host.ts';
import { Modal, type Place } from './modal.ts';
import { judgeOwnOrigin } from './own-origin.ts';
import { inRepository, UNPACKED } from './places.ts';
import type { Program } from './program.ts';
import { Witness } from './witness.ts';

/**
 * Longer than any test waits for a step's end. Shorter than 30 s: a test ends the step by moving the service's clock by this time, and
 * the service considers a frame abandoned that has been silent for 30 s.
 */
const UNENDING_MS = 20_000;

/** Something that a test started. */
interface Started {
  stop(): Promise<void>;
}

export type Serve = <T extends Started>(starting: Promise<T>) => Promise<T>;

interface TestFixtures {
  /** Whether the browser has WebAssembly; without it, the package uses the script engine. Default `true`. */
  webAssembly: boolean;
  /** Where sessions are shown, on the pages that leave it to the test: the lab's, and that of the tests of the modal. Default `modal`. */
  place: Place;
  /** Keeps what a test has started until the page was judged, and stops it then: a page whose server is gone reports errors. */
  serve: Serve;
  /** Judges the page after each test, and its requests to its own origin. */
  witness: Witness;
  modal: Modal;
  /** A service of this test alone, which the test may kill, and whose steps end when the test says so. */
  ownConnect: Connect;
  /** The plain page at that service. */
  ownHost: Host;
  /** The plain page (no React, no bundler), at the service of the worker. */
  plainHost: Host;
  /** The migration guide's snippet in a React page, at the service of the worker. */
  guideHost: Host;
}

interface WorkerFixtures {
  connect: Connect;
  /** The example's backend, with its page. */
  backend: Program;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  webAssembly: [true, { option: true }],
  place: ['modal', { option: true }],
  page: async ({ page, webAssembly }, use) => {
    // As in the iPhone's Lockdown Mode.
    if (!webAssembly) await page.addInitScript(() => delete (globalThis as Partial<typeof globalThis>).WebAssembly);
    await use(page);
  },
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
  ownHost: async ({ serve, ownConnect }, use) => use(await serve(Host.start(ownConnect, plainPage()))),
  plainHost: async ({ serve, connect }, use) => use(await serve(Host.start(connect, plainPage()))),
  guideHost: async ({ serve, connect }, use) =>
    use(await serve(Host.start(connect, { folders: { '/': inRepository('tests/e2e/guide/dist') } }))),
  witness: [
    // Asks for `serve` so that it is judged before anything that is kept stops.
    async ({ page, serve: _ }, use) => {
      const witness = new Witness(page);
      await use(witness);
      await witness.judge();
      judgeOwnOrigin();
    },
    { auto: true },
  ],
  modal: async ({ page, place }, use) => use(new Modal(page, place)),
});

/** The plain page, and the package's files from the tarball. */
function plainPage(): { folders: Record<string, string> } {
  return { folders: { '/': inRepository('tests/e2e/plain'), '/passage/': UNPACKED } };
}

export type Options = Pick<TestFixtures, 'webAssembly' | 'place'>;
export { expect } from '@playwright/test';
