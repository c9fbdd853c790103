// `test` with a browser of the project's engine for each worker, and a tab of it for each test.

import { test as base } from '../harness/services.ts';
import { start } from './browsers.ts';
import type { Driver, Engine, Size, Tab } from './driver.ts';

interface TestFixtures {
  size: Size;
  tab: Tab;
}

interface WorkerFixtures {
  engine: Engine;
  driver: Driver;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['chromium', { option: true, scope: 'worker' }],
  size: ['desktop', { option: true }],
  driver: [
    async ({ engine }, use) => {
      const driver = await start(engine);
      await use(driver);
      await driver.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  // Asks for `serve` so that the tab is closed before what a test has started stops.
  tab: async ({ driver, size, serve: _ }, use) => {
    const tab = await driver.tab(size);
    await use(tab);
    await tab.close();
  },
});

export type EngineOptions = Pick<WorkerFixtures, 'engine'>;
