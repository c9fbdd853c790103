// What happens to a page: it is hidden, throttled, frozen, left, reloaded, printed, or its nodes are replaced under the modal.

import { expect } from '@playwright/test';
import { untilEvent } from '../../../harness/arrivals.ts';
import { POLL_MS, SECONDS, type Case, type World } from '../case.ts';

/** Makes the page believe that it is hidden, because a headless tab never is. */
async function hide({ page }: World, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

async function lifeEvent({ page }: World, name: 'freeze' | 'resume'): Promise<void> {
  await page.evaluate((name) => document.dispatchEvent(new Event(name)), name);
}

/** What a page can do to the modal's nodes. */
const inPage = (fault: string, act: () => unknown, more: Partial<Case> = {}): Case => ({
  fault,
  act: ({ page }) => page.evaluate(act),
  ending: 'complete',
  longestMs: POLL_MS,
  live: true,
  ...more,
});

export const pageLife: Case[] = [
  {
    fault: 'hidden for ten minutes',
    async act(world) {
      await hide(world, true);
      await world.time.pass(600 * SECONDS);
      world.service.set(world.code, { status: 'complete' });
      await hide(world, false);
    },
    leaveLink: true,
    check: ({ asked }) => expect(asked('status').length, 'asked seldom').toBeLessThan(60),
    ending: 'complete',
    longestMs: 600 * SECONDS + POLL_MS,
    live: true,
  },
  {
    fault: 'hidden, with timers that come once a minute',
    async act(world) {
      await hide(world, true);
      for (let minute = 0; minute < 5; minute += 1) {
        await world.time.quiet();
        await world.page.clock.fastForward(60 * SECONDS);
      }
      // A request of the last minute that is still under way would count as the one that is due when the person is back.
      await world.time.quiet();
      await hide(world, false);
    },
    ending: 'complete',
    longestMs: 2 * POLL_MS,
    live: true,
  },
  {
    fault: 'a frozen page that is resumed after an hour',
    async act(world) {
      // Browsers freeze hidden pages. In a test browser all pages are visible, so the test freezes the page itself.
      await hide(world, true);
      await world.time.quiet();
      await lifeEvent(world, 'freeze');
      await world.page.clock.fastForward(3_600 * SECONDS);
      await world.time.quiet();
      await lifeEvent(world, 'resume');
      await hide(world, false);
    },
    ending: 'complete',
    longestMs: 2 * POLL_MS,
    live: true,
  },
  {
    fault: 'the frame is led to another page of the internet',
    async act({ lab, service }) {
      const frame = await lab.frame();
      // In place, so that the page's history is as before.
      await frame.evaluate((address) => location.replace(address), `${service.address}/link/elsewhere`).catch(() => undefined);
      await frame.waitForURL(/elsewhere/);
    },
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
    allow: [/status of 404/],
  },
  inPage('the frame is removed by the host', () => document.body.lastElementChild!.shadowRoot!.querySelector('iframe')!.remove()),
  inPage('the modal is removed by the host', () => document.body.lastElementChild!.remove(), {
    check: ({ page }) => page.locator('#opener').focus(),
  }),
  inPage(
    'document.body is replaced',
    () => {
      const body = document.createElement('body');
      // Everything in the page except the modal.
      body.append(...[...document.body.children].slice(0, -1).map((each) => each.cloneNode(true)));
      document.body = body;
    },
    { check: ({ page }) => page.locator('#opener').focus() },
  ),
  {
    fault: 'the host closes the dialog',
    act: ({ page }) =>
      untilEvent(page, 'dialog', 'close', () =>
        page.evaluate(() => document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!.close()),
      ),
    ending: 'closed',
    leaveLink: true,
    longestMs: 0,
    live: true,
  },
  {
    fault: 'the host that opened it is unmounted, and its signal aborted',
    open: ({ page, code }) =>
      page.evaluate((claimCode) => {
        const controller = new AbortController();
        Object.assign(globalThis, { unmount: () => controller.abort() });
        calls.open({ claimCode, signal: controller.signal });
      }, code),
    act: ({ page }) => page.evaluate(() => (globalThis as never as { unmount(): void }).unmount()),
    ending: 'closed',
    leaveLink: true,
    longestMs: 0,
    live: true,
  },
  {
    fault: 'the page is printed',
    act: async ({ page }) => void (await page.pdf()),
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
  {
    fault: 'a second tab opens the same code: it is told so, and the first goes on',
    async act({ context, lab, code }) {
      const other = await context.newPage();
      await other.goto(lab.host.address);
      await other.locator('html[data-ready]').waitFor({ state: 'attached' });
      const result = await other.evaluate((claimCode) => calls.open({ claimCode }).result, code);
      expect(result).toMatchObject({ outcome: 'error', error: { code: 'LINK_IN_USE', retryable: true } });
      await other.close();
    },
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
];

/** These cases leave the page, so each has its own. */
export const leaving: Case[] = [
  {
    fault: 'the page is reloaded: what it opens then goes on with the same session',
    prepare: () => undefined,
    async open({ page, lab, code, time }) {
      await lab.open(code);
      await time.until('the frame is greeted', POLL_MS, ({ events }) => events.includes('frameReady'));
      await time.load();
      // The reloaded page stands at the entry of the modal that was open; this one's ending goes back from it.
      (lab as unknown as { before: Counts }).before.history = null;
      await time.begin();
      await lab.open(code);
      await page.evaluate(() => true);
    },
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
];
