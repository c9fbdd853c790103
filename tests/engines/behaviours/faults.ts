// The rows of the table of faults that need neither a stopped clock nor Playwright: the service's answers are the fault, and the session
// ends within seconds.

import { expect } from '@playwright/test';
import { groups as rows } from '../../stress/faults/cases/all.ts';
import type { Answer, Case, World as FaultWorld } from '../../stress/faults/case.ts';
import type { What } from '../../harness/scripted-service.ts';
import { type Behaviour, scripted, type World } from '../behaviour.ts';
import type { Service } from '../../harness/scripted-service.ts';

/** The longest time of a row that is run, in real milliseconds. */
const LONGEST_MS = 3_000;

const isPlain = ({ longestMs, prepare, open, act, check, claims = [], everyClaim, statuses = [], everyStatus }: Case) =>
  longestMs <= LONGEST_MS &&
  !prepare &&
  !open &&
  !act &&
  !check &&
  // An answer that is a function with `page` in it asks Playwright's page for the time.
  [...claims, everyClaim, ...statuses, everyStatus].every((answer) => answer !== 'silence' && !/\bpage\b/.test(String(answer)));

/** Rows of the short run. */
const SMOKE = ['503, once'];

export const faults: Behaviour[] = Object.entries(rows).flatMap(([group, cases]) =>
  cases.filter(isPlain).map((row) =>
    scripted(`${group}: ${row.fault}`, (world) => run(row, world), {
      sizes: ['desktop'],
      ...(group === 'status' && SMOKE.includes(row.fault) ? { smoke: 'desktop' } : {}),
    }),
  ),
);

async function run(row: Case, { lab, service, tab }: World<Service>): Promise<void> {
  service.waits = false;
  const world = { service, code: 'clm_1' } as FaultWorld;
  script('claim', row.claims, row.everyClaim, world);
  if (!row.live) script('status', row.statuses, undefined, world);
  await tab.evaluate(() => void calls.open());
  if (row.live) {
    await lab.told('frameReady');
    script('status', row.statuses, row.everyStatus, world);
  }
  if (row.ending === 'complete' && !row.leaveLink) {
    await lab.told('frameReady');
    service.set('clm_1', { status: 'complete' });
  }
  const { outcome, error } = await lab.ended();
  expect(error?.code ?? outcome).toBe(row.ending);
  if (row.tries !== undefined) expect(service.of('claim'), 'tries of the claim').toHaveLength(row.tries);
  // Afterwards the page may have been told of refusals in the console, which no page's script hears.
  expect(await tab.evaluate(() => answers.most()), 'requests at the same time').toBeLessThanOrEqual(1);
}

function script(what: What, answers: Answer[] = [], every: Answer | undefined, world: FaultWorld): void {
  const left = [...answers];
  world.service.every(what, async () => {
    const answer = left.shift() ?? every ?? 'ordinary';
    if (answer === 'silence') throw new Error('such rows are left out');
    return typeof answer === 'function' ? answer(world) : answer;
  });
}
