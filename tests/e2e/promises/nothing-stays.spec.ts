// Promise 2: after the ending nothing is left. `Lab.judge` counts after every test. These tests go through every way to end, and first
// check that the session has added what is counted.

import type { Page } from '@playwright/test';
import { expect, test, type Lab } from '../../harness/lab.ts';
import type { Service } from '../../harness/scripted-service.ts';

interface Around {
  lab: Lab;
  page: Page;
  service: Service;
}

/** How to end a live session, and its ending: an error's code, or the outcome. */
const LIVE: Record<string, [end: (around: Around) => unknown, ending: string]> = {
  'complete at the service': [({ service }) => service.set('clm_1', { status: 'complete' }), 'complete'],
  'failed at the service': [({ service }) => service.set('clm_1', { status: 'failed' }), 'CONNECTION_FAILED'],
  'expired at the service': [({ service }) => service.set('clm_1', { status: 'expired' }), 'LINK_EXPIRED'],
  'a status that nobody knows': [
    ({ service }) => {
      service.every('status', { status: 418 });
      service.set('clm_1', {});
    },
    'UNEXPECTED_RESPONSE',
  ],
  'the close button': [({ lab }) => lab.shown.getByRole('button', { name: 'Close' }).click(), 'closed by person'],
  'close in the frame': [async ({ lab }) => (await lab.frame()).evaluate(() => say({ type: 'close' })), 'closed by person'],
  'close()': [({ page }) => page.evaluate(() => passage.close()), 'closed by host'],
  'handle.close()': [({ page }) => page.evaluate(() => calls.handles[0]!.close()), 'closed by host'],
  'the signal': [({ page }) => page.evaluate(() => (globalThis as any).controller.abort()), 'closed by signal'],
  'a dialog that the host closes': [({ lab }) => lab.shown.evaluate((dialog: HTMLDialogElement) => dialog.close()), 'closed by person'],
};

for (const [how, [end, ending]] of Object.entries(LIVE)) {
  test(`nothing stays after: ${how}`, async ({ lab, page, service }) => {
    await lab.goto();
    const before = await lab.counts();
    await page.evaluate(() => {
      const controller = new AbortController();
      Object.assign(globalThis, { controller });
      calls.open({ signal: controller.signal });
    });
    await lab.frame();
    const during = await lab.counts();
    expect(during.nodes, 'the modal is counted').toBeGreaterThan(before.nodes + 5);
    expect(during.listeners.length).toBeGreaterThan(before.listeners.length + 8);
    expect(during.listeners).toContain('Window message');
    expect(during.listeners).toContain('AbortSignal abort');
    expect(during.timers).toHaveLength(1);
    await expect.poll(() => service.held.size, 'a held status request').toBe(1);

    await end({ lab, page, service });
    const result = await lab.ended();
    expect(result.error?.code ?? (result.by ? `closed by ${result.by}` : result.outcome)).toBe(ending);
    await lab.expectNothingLeft();
  });
}

/** Answers to the claim, and the code of the ending. */
const CLAIMS: Record<string, [status: number, body: unknown, code: string]> = {
  'an unknown code': [404, { error: 'Not found' }, 'INVALID_CLAIM_CODE'],
  'a malformed code': [400, { error: 'Validation failed', issues: [] }, 'INVALID_CLAIM_CODE'],
  'an expired link': [410, { error: { code: 'LINK_EXPIRED', message: 'Expired' } }, 'LINK_EXPIRED'],
  'a completed link': [409, { error: 'Complete', code: 'LINK_ALREADY_COMPLETE' }, 'LINK_ALREADY_COMPLETE'],
  'a link in use': [409, { error: 'In use', code: 'LINK_IN_USE' }, 'LINK_IN_USE'],
  'a code of the service that nobody knows': [409, { error: 'No', code: 'REGION_BLOCKED' }, 'REGION_BLOCKED'],
  'a code with a status that nobody knows': [403, { error: 'No', code: 'REGION_BLOCKED' }, 'UNEXPECTED_RESPONSE'],
  'an answer that nobody knows': [418, 'I am a teapot', 'UNEXPECTED_RESPONSE'],
};

for (const [how, [status, body, code]] of Object.entries(CLAIMS)) {
  test(`nothing stays after a claim that is refused: ${how}`, async ({ lab, service }) => {
    await lab.goto();
    service.next('claim', { status, body });
    await lab.open();
    expect((await lab.ended()).error.code).toBe(code);
    expect(service.of('claim')).toHaveLength(1);
    await lab.expectNothingLeft();
  });
}

test('a 409 without a reason is explained by the status', async ({ lab, service }) => {
  await lab.goto();
  service.set('clm_1', { status: 'complete' });
  service.next('claim', { status: 409, body: { error: 'Conflict' } });
  await lab.open();
  expect((await lab.ended(1)).error.code).toBe('LINK_ALREADY_COMPLETE');

  service.set('clm_2', { status: 'active' });
  service.next('claim', { status: 409, body: { error: 'Conflict' } });
  await lab.open('clm_2');
  expect((await lab.ended(2)).error.code).toBe('LINK_IN_USE');
});

test('nothing stays after Escape, which closes while the host has the focus', async ({ lab, page, service }) => {
  await lab.goto();
  const release = service.hold('claim');
  await lab.open();
  await expect(lab.shown).toBeVisible();
  await page.keyboard.press('Escape');
  expect((await lab.ended()).outcome).toBe('closed');
  await lab.expectNothingLeft();
  release();
});

test('nothing stays of a frame that never reports ready', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  service.frameReady = false;
  await lab.open();
  await expect(page.locator('iframe')).toBeAttached();
  await page.clock.runFor(12_000);
  const { error } = await lab.ended();
  expect(error).toMatchObject({ code: 'FRAME_LOAD_FAILED', retryable: true, linkId: 'link_1' });
  await lab.expectNothingLeft();
});

test('nothing stays of a frame whose server forbids framing', async ({ lab, page, service, witness }) => {
  witness.allow(/Refused to display|X-Frame-Options|chrome-error/);
  await lab.gotoAtStoppedClock();
  service.frameHeaders = { 'x-frame-options': 'DENY' };
  await lab.open();
  await expect(page.locator('iframe')).toBeAttached();
  await page.clock.runFor(12_000);
  expect((await lab.ended()).error.code).toBe('FRAME_LOAD_FAILED');
});

test.describe('with a policy that blocks the frame', () => {
  test.use({ pageHeaders: { 'content-security-policy': "frame-src 'none'" } });

  test('nothing stays, and the policy is named at once', async ({ lab, witness }) => {
    witness.allow(/Content Security Policy|violates the following/);
    await lab.goto();
    await lab.open();
    const { error } = await lab.ended();
    expect(error.code).toBe('FRAME_LOAD_FAILED');
    expect(error.error).toContain('frame-src');
  });
});

test('the page is scrolled as before, and its own styles are its own', async ({ lab, page }) => {
  await lab.goto();
  await page.evaluate(() => {
    const tall = document.createElement('div');
    tall.id = 'tall';
    tall.style.height = '4000px';
    document.body.append(tall);
    document.body.style.overflow = 'auto scroll';
    document.documentElement.style.scrollBehavior = 'auto';
    scrollTo(0, 700);
  });
  const look = () =>
    page.evaluate(() => [scrollX, scrollY, document.body.getAttribute('style'), document.documentElement.getAttribute('style')]);
  const before = await look();
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
  expect(await look()).toEqual(before);
  await page.evaluate(() => {
    document.querySelector('#tall')!.remove();
    document.body.removeAttribute('style');
    document.documentElement.removeAttribute('style');
  });
});

test('removing the opener during the session does no harm', async ({ lab, page }) => {
  await lab.goto();
  await lab.openUntilLive();
  await page.evaluate(() => {
    document.querySelector('#opener')!.remove();
    passage.close();
  });
  expect((await lab.ended()).outcome).toBe('closed');
  await page.evaluate(() => {
    const opener = document.createElement('button');
    opener.id = 'opener';
    document.body.prepend(opener);
    opener.focus();
  });
});

test('nothing stays when the host page has removed the modal', async ({ lab, page }) => {
  await lab.goto();
  await lab.openUntilLive();
  await page.evaluate(() => around.lastElementChild!.remove());
  await page.evaluate(() => passage.close());
  expect((await lab.ended()).outcome).toBe('closed');
  await page.locator('#opener').focus();
});
