// `test` with what every end-to-end test in Chrome needs: the services, and a witness and a modal per page.

import { Host } from './host.ts';
import { Modal } from './modal.ts';
import { judgeOwnOrigin } from './own-origin.ts';
import { inRepository, UNPACKED } from './places.ts';
import { test as base } from './services.ts';
import type { Way } from './ways.ts';
import { Witness } from './witness.ts';

interface TestFixtures {
  /** Whether the browser has WebAssembly; without it, the package uses the script engine. Default `true`. */
  webAssembly: boolean;
  /** How sessions are opened, on the pages that leave it to the test: the lab's, and that of the tests of the modal. Default `modal`. */
  way: Way;
  /** Judges the page after each test, and its requests to its own origin. */
  witness: Witness;
  modal: Modal;
  /** The plain page (no React, no bundler), at the test's own service. */
  ownHost: Host;
  /** The same page, at the service of the worker. */
  plainHost: Host;
  /** The migration guide's snippet in a React page, at the service of the worker. */
  guideHost: Host;
}

export const test = base.extend<TestFixtures>({
  webAssembly: [true, { option: true }],
  way: ['modal', { option: true }],
  page: async ({ page, webAssembly }, use) => {
    // As in the iPhone's Lockdown Mode.
    if (!webAssembly) await page.addInitScript(() => delete (globalThis as Partial<typeof globalThis>).WebAssembly);
    await use(page);
  },
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
  modal: async ({ page, way }, use) => use(new Modal(page, way)),
});

/** The plain page, and the package's files from the tarball. */
function plainPage(): { folders: Record<string, string> } {
  return { folders: { '/': inRepository('tests/e2e/plain'), '/passage/': UNPACKED } };
}

export type Options = Pick<TestFixtures, 'webAssembly' | 'way'>;
export type { Serve } from './services.ts';
export { expect } from '@playwright/test';
