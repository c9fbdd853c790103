import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { ENGINES } from './engines/driver.ts';
import type { EngineOptions } from './engines/test.ts';
import type { Options } from './harness/test.ts';
import { UNLIKE, USUAL } from './harness/ways.ts';

const browser = process.env['CHROME_PATH'];
if (!browser) throw new Error('CHROME_PATH must name the browser; `cargo xtask test --only e2e` sets it');
/** Chrome's headless shell, which opens a page in a third of the time. Tests of what it lacks use Chrome itself. */
const headless = process.env['HEADLESS_PATH'] ?? browser;

const END_TO_END = ['specs', 'modal', 'container', 'promises', 'hosted-page', 'hand-over', 'drive', 'react/specs'].map(
  (folder) => `e2e/${folder}/**/*.spec.ts`,
);
const PANIC = 'e2e/promises/panic.spec.ts';
/** The projects of the ways to open a session other than the modal. */
const OTHER_WAYS = (['container', 'element', 'button'] as const).map((way) => ({
  name: way,
  testDir: '.',
  testMatch: [
    ...(process.env['WAYS'] === 'all' ? ['*'] : USUAL[way]).map((name) => `e2e/promises/${name}.spec.ts`),
    // Its states are those of the modal, but for what is around them.
    ...(way === 'container' ? ['e2e/modal/states.spec.ts'] : []),
  ],
  grepInvert: UNLIKE.filter(({ ways }) => ways.includes(way)).flatMap(({ tests }) => tests),
  use: { way },
}));
/** The behaviours that a host page relies on: the short comparison of the two engines. */
const BEHAVIOURS = 'package/testing/real/**/*.spec.ts';

export default defineConfig<Options, EngineOptions>({
  outputDir: '../target/e2e/results',
  // A test that passes only at a second try has failed, because the test or the package has a race.
  retries: 0,
  // Each waits for its browser a third of the time.
  workers: availableParallelism() + 1,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // By default the shell keeps frames of another site in the page's process, unlike any browser that people use.
    launchOptions: { executablePath: headless, args: ['--site-per-process'] },
    // Recording traces takes more than a third of the tests' time.
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
  },
  projects: [
    { name: 'e2e', testDir: '.', testMatch: [...END_TO_END, BEHAVIOURS] },
    ...OTHER_WAYS,
    { name: 'script-engine', testDir: '.', testMatch: [BEHAVIOURS, PANIC], use: { webAssembly: false } },
    {
      name: 'script-engine-all',
      testDir: '.',
      testMatch: END_TO_END,
      // Without the tests of the WebAssembly itself (its file, its memory), and without the file of the other project.
      testIgnore: ['loading', 'cycles', 'without-webassembly', 'panic'].map((name) => `**/promises/${name}.spec.ts`),
      use: { webAssembly: false },
    },
    { name: 'screenshots', testDir: 'e2e/screenshots', use: { launchOptions: { executablePath: browser } } },
    { name: 'faults', testDir: 'stress', testMatch: ['faults/**/*.spec.ts', 'soak/**/*.spec.ts'] },
    { name: 'host-pages', testDir: 'stress/host-pages' },
    // Driven by each engine's own WebDriver, not by Playwright.
    ...ENGINES.map((engine) => ({
      name: engine,
      testDir: 'engines',
      // A driver needs some ten commands for what Playwright does in one, and three browsers share the machine.
      timeout: 60_000,
      ...(process.env['BEHAVIOURS'] === 'all' ? {} : { grep: /@smoke/ }),
      use: { engine },
    })),
  ],
});
