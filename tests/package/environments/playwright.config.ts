import { defineConfig } from '@playwright/test';

const browser = process.env['CHROME_PATH'];
if (!browser) throw new Error('CHROME_PATH must name the browser; `cargo xtask test --only packaging` sets it');

export default defineConfig({
  outputDir: '../../../target/packaging/playwright',
  // As in tests/playwright.config.ts.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A development server compiles at the first request, and the test also starts the server.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: { browserName: 'chromium', launchOptions: { executablePath: browser }, trace: 'retain-on-failure' },
  projects: [{ name: 'packaging', testDir: 'specs' }],
});
