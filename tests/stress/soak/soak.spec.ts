// The soak of `cargo xtask soak`, which says by its environment how long and with which seed.

import { randomInt } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { summary, write } from './report.ts';
import { grown, soak, WARM_UP } from './soak.ts';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 0);
const only = process.env['SOAK_VISIT'];

/** Below this, a run is too short to be kept. */
const KEPT_FROM_MINUTES = 3;
const PAGES = 3;
const TELL_EVERY_MS = 30_000;

if (minutes > 0 || only !== undefined) {
  test('soak', async ({ browser }) => {
    test.setTimeout((minutes + 5) * 60_000);
    const seed = Number(process.env['SOAK_SEED'] ?? randomInt(2 ** 31));
    console.log(`seed ${seed}`);
    const began = Date.now();
    let told = began;
    const run = await soak(browser, {
      seed,
      pages: only === undefined ? PAGES : 1,
      from: Number(only ?? 0),
      more: (visits) => (only === undefined ? Date.now() - began < minutes * 60_000 : visits === 0),
      progress: ({ visits, sessions, allFaults }) => {
        if (Date.now() - told < TELL_EVERY_MS) return;
        told = Date.now();
        console.log(`after ${Math.round((told - began) / 1_000)} s: ${visits} visits, ${sessions} sessions, ${allFaults} faults`);
      },
    });
    for (const line of summary(run)) console.log(line);
    for (const { visits, warm, end } of run.weights)
      console.log(`a page after ${WARM_UP} visits ${JSON.stringify(warm)}, after ${visits} ${JSON.stringify(end)}`);
    expect(run.weights.flatMap(grown), 'grown').toEqual([]);
    if (only === undefined && minutes >= KEPT_FROM_MINUTES) write(run, { seed, minutes, browser: `Chromium ${browser.version()}` });
  });
}
