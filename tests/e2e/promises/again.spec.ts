// Opening a link again: after a failure the link is claimed again, after a dismissal the same session continues.

import { test as real } from '../../harness/test.ts';
import { expect, test } from '../../harness/lab.ts';

test.describe('with the scripted service', () => {
  test.beforeEach(({ lab }) => lab.goto());

  test('a failure, then the same claim code: a new claim with a new key, a new session', async ({ lab, service }) => {
    await lab.openUntilLive();
    service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'No' } });
    expect((await lab.ended(1)).error.retryable).toBe(true);
    const first = service.link('clm_1').sessionId;
    const frame = await lab.openUntilLive();
    const [before, after] = service.of('claim');
    expect(after!.key).not.toBe(before!.key);
    expect(service.link('clm_1').sessionId).not.toBe(first);
    expect(frame.url()).not.toContain(first);
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended(2)).outcome).toBe('complete');
  });

  test('closed half-way and opened again: the same key, the same session', async ({ lab, page, service }) => {
    await lab.openUntilLive();
    const { sessionId } = service.link('clm_1');
    await page.evaluate(() => passage.close());
    const frame = await lab.openUntilLive();
    const [before, after] = service.of('claim');
    expect(after!.key).toBe(before!.key);
    expect(frame.url()).toContain(sessionId);
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended(2)).outcome).toBe('complete');
  });

  test('closed before the claim was answered and opened again: the same key', async ({ lab, page, service }) => {
    const release = service.hold('claim');
    await lab.open();
    await expect.poll(() => service.of('claim').length).toBe(1);
    await page.evaluate(() => passage.close());
    release();
    await lab.openUntilLive();
    expect(new Set(service.of('claim').map(({ key }) => key)).size).toBe(1);
    await page.evaluate(() => passage.close());
  });

  test('closed for another link in between: each goes on with its own session', async ({ lab, page, service }) => {
    for (const code of ['clm_1', 'clm_2', 'clm_1', 'clm_2']) {
      await lab.openUntilLive(code);
      await page.evaluate(() => passage.close());
    }
    const keys = service.of('claim').map(({ key }) => key);
    expect([keys[0], keys[1]]).toEqual([keys[2], keys[3]]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('a link that was completed is not claimed again', async ({ lab, service }) => {
    await lab.openUntilLive();
    service.set('clm_1', { status: 'complete' });
    await lab.ended(1);
    await lab.open();
    expect((await lab.ended(2)).error).toMatchObject({ code: 'LINK_ALREADY_COMPLETE', retryable: false });
  });
});

real.describe('with the real service', () => {
  real('closed half-way and opened again goes on, and completes', async ({ page, plainHost, modal, connect }) => {
    await page.goto(plainHost.address);
    const log = page.getByRole('list', { name: 'Log' }).getByRole('listitem');
    const open = page.getByRole('button', { name: 'Connect' });
    await open.click();
    await modal.frame.getByLabel('Username').waitFor();
    await modal.dialog.getByRole('button', { name: 'Close' }).first().click();
    await expect(log).toHaveText(['closed', 'result closed']);
    await modal.expectGone();
    // Not LINK_IN_USE: the same idempotency key gives the same session.
    await open.click();
    await modal.login('user_good');
    await expect(log).toHaveText(['closed', 'result closed', 'complete', 'result complete']);
    expect((await connect.link(plainHost.links[0]!.linkId)).status).toBe('complete');
  });
});
