// `onEvent`: which events there are, in which order, and that none contains a secret.

import { expect, test } from '../../harness/lab.ts';

test('a whole session, event by event', async ({ lab, page, service }) => {
  await lab.goto();
  const frame = await lab.openUntilLive();
  await expect.poll(async () => (await lab.events()).map(({ type }) => type)).toContain('status');
  await frame.evaluate(() => {
    say({ type: 'progress', step: 'signing_in' });
    say({ type: 'progress', step: 'signing_in' });
    say({ type: 'progress', step: 'reading_account' });
  });
  await page.waitForFunction(() => calls.log.some(({ value }) => value?.step === 'reading_account'));
  service.set('clm_1', { status: 'complete' });
  await lab.ended();
  const events = await lab.events();
  // Either the frame or the first status may arrive first.
  const status = events.findIndex(({ type }) => type === 'status');
  expect(events[status]).toEqual({ type: 'status', status: 'active' });
  events.splice(status, 1);
  expect(events).toEqual([
    { type: 'opened' },
    { type: 'claimed', linkId: 'link_1' },
    { type: 'frameReady' },
    { type: 'progress', step: 'signing_in' },
    { type: 'progress', step: 'reading_account' },
    { type: 'status', status: 'complete' },
    { type: 'ended', outcome: 'complete' },
  ]);
});

for (const [outcome, change] of [
  ['error', { status: 'failed', error: { code: 'CLIENT_TIMEOUT', message: 'Too late' } }],
  ['closed', undefined],
] as const) {
  test(`the last event tells the outcome: ${outcome}`, async ({ lab, page, service }) => {
    await lab.goto();
    await lab.openUntilLive();
    if (change) service.set('clm_1', change);
    else await page.evaluate(() => passage.close());
    await lab.ended();
    expect((await lab.events()).at(-1)).toEqual({ type: 'ended', outcome });
  });
}

test('a claim that is tried again is announced, and asks with the same key', async ({ lab, service }) => {
  await lab.goto();
  service.next('claim', { status: 503, body: { error: 'Busy' } });
  service.next('claim', { status: 429, body: 'slow down', headers: { 'retry-after': '0' } });
  await lab.openUntilLive();
  const retries = (await lab.events()).filter(({ type }) => type === 'retrying');
  expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
  for (const { delayMs } of retries) expect(delayMs).toBeLessThanOrEqual(1_000);
  expect(new Set(service.of('claim').map(({ key }) => key)).size).toBe(1);
});

test('offline and online are told, and nothing is asked in between', async ({ lab, context, service }) => {
  await lab.goto();
  await lab.openUntilLive();
  await expect.poll(() => service.held.size).toBe(1);
  await context.setOffline(true);
  await lab.event('offline');
  await expect.poll(() => service.underWay.size, 'the request under way is given up').toBe(0);
  await expect(lab.shown.getByRole('status')).not.toBeEmpty();
  const before = service.of('status').length;
  await context.setOffline(false);
  await lab.event('online');
  await expect.poll(() => service.of('status').length, 'asked at once').toBeGreaterThan(before);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('opening while the browser is offline waits for the connection', async ({ lab, page, context, service }) => {
  await lab.goto();
  await page.evaluate(() => passage.preload());
  await context.setOffline(true);
  await lab.open();
  await lab.event('offline');
  await expect(lab.shown).toBeVisible();
  expect(service.asked).toEqual([]);
  await context.setOffline(false);
  await lab.frame();
  expect(service.of('claim')).toHaveLength(1);
});
