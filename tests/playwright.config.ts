import { defineConfig } from '@playwright/test';
import type { Options } from './harness/test.ts';

const browser = process.env['CHROME_PATH'];
if (!browser) throw new Error('CHROME_PATH must name the browser; `cargo xtask test --only e2e` sets it');
/** Chrome's headless shell, in which a page is there in a third of the time; what it has not got, the browser itself is asked for. */
const headless = process.env['HEADLESS_PATH'] ?? browser;

const END_TO_END = ['e2e/specs/**/*.spec.ts', 'e2e/modal/**/*.spec.ts', 'e2e/promises/**/*.spec.ts', 'e2e/react/specs/**/*.spec.ts'];
const PANIC = 'e2e/promises/panic.spec.ts';
/** The behaviours that a host page relies on, one by one: the short way to compare two engines. */
const BEHAVIOURS = 'package/testing/real/**/*.spec.ts';

export default defineConfig<Options>({
  outputDir: '../target/e2e/results',
  // What passes at a second try has failed: a race of the test or of the package, to be found.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // The shell alone would keep frames of another site in the page's own process, which no browser of people's does.
    launchOptions: { executablePath: headless, args: ['--site-per-process'] },
    // Writing them down takes longer than a third of the tests' time.
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
  },
  projects: [
    { name: 'e2e', testDir: '.', testMatch: [...END_TO_END, BEHAVIOURS] },
    { name: 'script-engine', testDir: '.', testMatch: [BEHAVIOURS, PANIC], use: { webAssembly: false } },
    {
      name: 'script-engine-all',
      testDir: '.',
      testMatch: END_TO_END,
      // These are about the WebAssembly itself: its file, its memory; and the one that the other project has.
      testIgnore: ['loading', 'cycles', 'without-webassembly', 'panic'].map((name) => `**/promises/${name}.spec.ts`),
      use: { webAssembly: false },
    },
    { name: 'screenshots', testDir: 'e2e/screenshots', use: { launchOptions: { executablePath: browser } } },
    { name: 'faults', testDir: 'stress', testMatch: ['faults/**/*.spec.ts', 'soak/**/*.spec.ts'] },
    { name: 'host-pages', testDir: 'stress/host-pages' },
  ],
});
