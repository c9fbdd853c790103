import { defineConfig } from '@playwright/test';

const browser = process.env['CHROME_PATH'];
if (!browser) throw new Error('CHROME_PATH must name the browser; `cargo xtask test --only e2e` sets it');

export default defineConfig({
  outputDir: '../../target/e2e/results',
  // A retry would hide what happens once in ten times.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: browser },
    trace: 'retain-on-failure',
  },
  projects: [
    {
      name: 'e2e',
      testDir: '..',
      testMatch: ['specs', 'modal', 'promises'].map((folder) => `e2e/${folder}/**/*.spec.ts`).concat('react/specs/**/*.spec.ts', 'testing/real/**/*.spec.ts'),
    },
    { name: 'screenshots', testDir: 'screenshots' },
    { name: 'faults', testDir: '../faults', use: { trace: 'off' } },
  ],
});
