// A browser whose clock is hours off. `expiresAt` and all dates are times of the service's clock, so the browser's clock must
// not end a session.

import { expect } from '@playwright/test';
import { FIRST_DELAY_MS, POLL_MS, SECONDS, SHOWN_MS, type Case, type World } from '../case.ts';
import type { Reply } from '../../../harness/scripted-service.ts';

const FIVE_HOURS_MS = 5 * 3_600 * SECONDS;

const ahead = ({ time }: World): void => void (time.offMs = FIVE_HOURS_MS);
const behind = ({ time }: World): void => void (time.offMs = -FIVE_HOURS_MS);

/** `Retry-After` as a date of the service's own clock, this far off. */
function serviceDate(ms: number): () => Reply {
  return () => ({ status: 429, headers: { 'retry-after': new Date(Date.now() + ms).toUTCString() } });
}

/** The time of day is changed while the page is open, which does not affect timers. */
const set =
  (ms: number): NonNullable<Case['act']> =>
  async ({ page }) => {
    const now = await page.evaluate(() => Date.now());
    await page.clock.setSystemTime(now + ms);
  };

export const clock: Case[] = [
  {
    fault: 'a clock five hours ahead: the link looks expired, and is not',
    prepare: ahead,
    act: ({ time }) => time.pass(10 * SECONDS),
    ending: 'complete',
    longestMs: 10 * SECONDS + POLL_MS,
    live: true,
    check: async ({ page, service, code, asked }) => {
      // The service lets a link expire four hours after its own current time.
      const { expiresAt } = await page.evaluate(
        async ([address, code]) => {
          const response = await fetch(`${address}/link/status`, { headers: { authorization: `Bearer ${code}` } });
          return (await response.json()) as { expiresAt: number };
        },
        [service.address, code] as const,
      );
      expect(await page.evaluate(() => Date.now()), 'past its time, as the browser sees it').toBeGreaterThan(expiresAt);
      expect(asked('status').length, 'one question a second, and one for the age').toBeLessThanOrEqual(15);
    },
  },
  {
    fault: 'a clock five hours ahead, and the link expires',
    prepare: ahead,
    act: ({ service, code }) => service.set(code, { status: 'expired' }),
    ending: 'LINK_EXPIRED',
    longestMs: POLL_MS + SHOWN_MS,
    live: true,
  },
  {
    fault: 'a clock five hours ahead: Retry-After as a date looks past, and our own back-off counts',
    prepare: ahead,
    claims: [serviceDate(9 * SECONDS)],
    ending: 'complete',
    longestMs: FIRST_DELAY_MS + POLL_MS,
    tries: 2,
    live: false,
  },
  {
    fault: 'a clock five hours behind',
    prepare: behind,
    act: ({ time }) => time.pass(10 * SECONDS),
    ending: 'complete',
    longestMs: 10 * SECONDS + POLL_MS,
    live: true,
  },
  {
    fault: 'a clock five hours behind, and the link expires: heard from the service, hours before the browser would think so',
    prepare: behind,
    act: ({ service, code }) => service.set(code, { status: 'expired' }),
    ending: 'LINK_EXPIRED',
    longestMs: POLL_MS + SHOWN_MS,
    live: true,
  },
  {
    fault: 'a clock five hours behind: of Retry-After as a date, a minute is kept',
    prepare: behind,
    statuses: [serviceDate(9 * SECONDS)],
    ending: 'complete',
    leastMs: 60 * SECONDS,
    longestMs: POLL_MS + 60 * SECONDS,
    live: true,
  },
  {
    fault: 'a clock five hours behind: Retry-After as a date is longer than a claim may take',
    prepare: behind,
    claims: [serviceDate(9 * SECONDS)],
    ending: 'SERVICE_UNAVAILABLE',
    longestMs: 0,
    tries: 1,
    live: false,
  },
  {
    fault: 'the clock is set five hours forward',
    act: set(FIVE_HOURS_MS),
    check: set(-FIVE_HOURS_MS),
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
  {
    fault: 'the clock is set five hours back',
    act: set(-FIVE_HOURS_MS),
    check: set(FIVE_HOURS_MS),
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
];
