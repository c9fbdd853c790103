// Polling in a browser: hidden tabs, lost connections, headers from another origin, the clock. tests/core/session specifies the polling
// rules themselves.

import type { Page } from '@playwright/test';
import { untilMessage } from '../../harness/arrivals.ts';
import { expect, test, UNPAINTED, type Lab } from '../../harness/lab.ts';

/** Makes the page believe that it is hidden, because a headless tab never is. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** Moves the clock to the next request of this session, which is due within `ms`, and waits for its answer. */
async function nextPoll(lab: Lab, ms: number): Promise<void> {
  const before = lab.service.of('status').length;
  await lab.page.clock.runFor(ms);
  await expect.poll(() => lab.service.of('status').length).toBe(before + 1);
  await lab.settled();
}

test('a service that holds requests is polled with the last ETag, one request at a time', async ({ lab, service }) => {
  await lab.goto();
  await lab.openUntilLive();
  await expect.poll(() => service.held.size).toBe(1);
  for (let change = 0; change < 5; change += 1) {
    const asked = service.of('status').length;
    service.set('clm_1', { status: 'active' });
    await expect.poll(() => service.of('status').length).toBe(asked + 1);
    await expect.poll(() => service.held.size).toBe(1);
  }
  const { headers } = service.of('status').at(-1)!;
  expect(headers.prefer).toBe('wait=25');
  expect(headers['if-none-match']).toBe(`"${service.link('clm_1').version}"`);
  expect(service.most.status, 'requests at the same time').toBe(1);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a service that holds no requests is polled on the schedule: every second at first', async ({ lab, service }) => {
  service.waits = false;
  await lab.gotoAtStoppedClock();
  await lab.openUntilLive();
  await lab.settled();
  // The first answer shows that the service does not hold requests. From then on, the clock decides.
  await expect.poll(() => service.of('status').length).toBeGreaterThanOrEqual(2);
  await lab.settled();
  for (let poll = 0; poll < 4; poll += 1) await nextPoll(lab, 1_000);
  expect(service.most.status).toBe(1);
});

test('a hidden tab polls slowly, and at once when it is shown again', async ({ lab, page, service }) => {
  service.waits = false;
  await lab.gotoAtStoppedClock();
  await lab.openUntilLive();
  await expect.poll(() => service.of('status').length).toBeGreaterThanOrEqual(2);
  await lab.settled();
  await hide(page, true);
  await nextPoll(lab, 1_000);
  const asked = service.of('status').length;
  await page.clock.runFor(11_000);
  await lab.settled();
  expect(service.of('status').length, 'within 11 s of 15').toBe(asked);
  await hide(page, false);
  await expect.poll(() => service.of('status').length).toBe(asked + 1);
  service.set('clm_1', { status: 'complete' });
  await lab.settled();
  await nextPoll(lab, 2_000);
  expect((await lab.ended()).outcome).toBe('complete');
});

test('Retry-After is read across origins and kept to', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  service.next('claim', { status: 429, headers: { 'retry-after': '7' } });
  await lab.open();
  await lab.event('retrying');
  const [retry] = (await lab.events()).filter(({ type }) => type === 'retrying');
  expect(retry.delayMs).toBeGreaterThanOrEqual(7_000);
  await page.clock.runFor(6_500);
  await lab.settled();
  expect(service.of('claim')).toHaveLength(1);
  await page.clock.runFor(1_000);
  await lab.frame();
  expect(service.of('claim')).toHaveLength(2);
});

test('a service that stays down: six tries of the claim, with one key, then SERVICE_UNAVAILABLE', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  service.every('claim', { status: 503 });
  await lab.open();
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await page.waitForFunction((attempt) => calls.log.some(({ value }) => value?.attempt === attempt), attempt);
    const retries = (await lab.events()).filter(({ type }) => type === 'retrying');
    await page.clock.runFor(retries.at(-1).delayMs + 1);
  }
  await expect.poll(() => service.of('claim').length).toBe(6);
  await lab.settled();
  // The failure is shown for a moment.
  await page.clock.runFor(2_000);
  expect((await lab.ended()).error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
  expect(new Set(service.of('claim').map(({ key }) => key)).size).toBe(1);
});

test('a laptop that slept for five hours polls at once and continues', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  await lab.openUntilLive();
  await expect.poll(() => service.held.size).toBe(1);
  const asked = service.of('status').length;
  // The clock jumps, so that timers fire late and only once.
  await page.clock.fastForward('05:00:00');
  await expect.poll(() => service.of('status').length).toBeGreaterThan(asked);
  expect(await lab.told()).not.toContain('1 ended');
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a browser clock that is five hours off changes nothing', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock(Date.now() + 5 * 3_600_000);
  await lab.openUntilLive();
  await page.clock.runFor(3_000);
  expect(await lab.told()).not.toContain('1 ended');
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a frame that stops answering is shown as unresponsive, and the session goes on', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  const frame = await lab.openUntilLive();
  await untilMessage(page, 'pong', () => page.clock.runFor(5_100));
  await frame.evaluate(() => void (answersPings = false));
  const line = lab.shown.getByRole('status').first();
  await expect(line).toBeEmpty();
  await page.clock.runFor(25_000);
  await expect(line).not.toBeEmpty();
  expect(await lab.told()).not.toContain('1 ended');
  await frame.evaluate(() => say({ type: 'pong' }));
  await expect(line).toBeEmpty();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a frame that reloads itself is greeted again', async ({ lab, page }) => {
  await lab.goto();
  const frame = await lab.openUntilLive();
  await frame.evaluate(() => say({ type: 'ready' }));
  await frame.waitForFunction(() => heard.filter(({ type }) => type === 'init').length === 2, undefined, UNPAINTED);
  expect((await lab.events()).filter(({ type }) => type === 'frameReady')).toHaveLength(1);
  await page.evaluate(() => passage.close());
});
