// The back-forward cache: the page is left with a session open, kept whole by the browser, and come back to. Test browsers
// have it switched off, so these cases have a browser of their own: `back-forward.spec.ts`.

import { expect } from '@playwright/test';
import { POLL_MS, SECONDS, type Case, type World } from '../case.ts';

/** To another page of the same site and back; `meanwhile` runs while the other page is shown. */
async function leave({ page, context, lab }: World, meanwhile: () => unknown = () => undefined): Promise<void> {
  const browser = await context.newCDPSession(page);
  await browser.send('Page.enable');
  let why = '';
  browser.on('Page.backForwardCacheNotUsed', (event) => (why = JSON.stringify(event.notRestoredExplanations)));
  await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }), { once: true }));
  // Chrome does not keep a page that is still loading, and the frame may still load when it is ready.
  const state = () => Promise.all(page.frames().map((frame) => frame.evaluate(() => document.readyState)));
  await expect.poll(async () => new Set(await state())).toEqual(new Set(['complete']));
  await page.goto(`${lab.host.address}/landing.html`);
  await meanwhile();
  await page.goBack({ waitUntil: 'commit' });
  // If the page was loaded again, it was not in the cache, and this case has tested nothing: fail with the browser's reason.
  const kept = () => page.evaluate(() => (globalThis as { persisted?: boolean }).persisted);
  await expect.poll(async () => ({ kept: await kept(), why })).toEqual({ kept: true, why: '' });
  await page.evaluate(() => delete (globalThis as { persisted?: boolean }).persisted);
  await browser.detach();
}

const kept = (fault: string, row: Partial<Case>): Case => ({
  fault: `back-forward cache: ${fault}`,
  act: (world) => leave(world),
  ending: 'complete',
  longestMs: POLL_MS,
  live: true,
  ...row,
});

export const backForward: Case[] = [
  kept('left and come back to', {}),
  kept('left, the link is completed meanwhile, and come back to', {
    act: (world) => leave(world, () => world.service.set(world.code, { status: 'complete' })),
    leaveLink: true,
  }),
  kept('left, the link fails meanwhile, and come back to', {
    act: (world) =>
      leave(world, () => world.service.set(world.code, { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'It failed' } })),
    ending: 'AUTOMATION_ERROR',
    longestMs: POLL_MS + SECONDS,
  }),
  kept('left for an hour', {
    async act(world) {
      await leave(world);
      await world.page.clock.fastForward(3_600 * SECONDS);
    },
    longestMs: 2 * POLL_MS,
  }),
  kept('left while the claim is being answered', {
    // When the page is left, the test driver reports all its requests as failed.
    prepare: () => undefined,
    act: () => undefined,
    async open(world) {
      const { lab, service, asked, code } = world;
      const answer = service.hold('claim');
      await lab.open(code);
      await expect.poll(() => asked('claim').length).toBe(1);
      await leave(world);
      answer();
      // The driver's own waiting would add its script, and the script's listeners, to the page once more.
      const claimed = () => world.page.evaluate(() => calls.log.some(({ value }) => value?.type === 'claimed'));
      await expect.poll(claimed).toBe(true);
    },
    tries: 1,
    live: false,
  }),
  kept('left and come back to after the ending', {
    act: () => undefined,
    async check(world) {
      await leave(world);
    },
  }),
];
