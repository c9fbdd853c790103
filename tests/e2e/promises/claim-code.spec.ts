// The claim code as a function: the package calls it when it needs the code, and once more if the code has expired.

import type { Page } from '@playwright/test';
import { expect, test } from '../../harness/lab.ts';

/** Opens a session with a function that returns these codes one after the other. */
async function openWith(page: Page, ...codes: unknown[]): Promise<void> {
  await page.evaluate((codes) => {
    const left = [...codes];
    Object.assign(globalThis, { asked: () => codes.length - left.length });
    calls.open({ claimCode: () => left.shift() as string });
  }, codes);
}

const asked = (page: Page) => page.evaluate(() => (globalThis as any).asked() as number);

test.describe('in real time', () => {
  test.beforeEach(({ lab }) => lab.goto());

  test('a claimCode function is called once, and its code is claimed', async ({ lab, page, service }) => {
    await openWith(page, 'clm_7');
    await lab.frame();
    service.set('clm_7', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    expect(await asked(page)).toBe(1);
    expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_7']);
  });

  test('offline, the function is called once the browser is online', async ({ lab, page, context, service, witness }) => {
    // After a second it is called all the same, since some browsers always report themselves offline.
    witness.allow(/^unhandled: offline$/);
    // Loaded before, as by a visit that had a connection.
    await page.evaluate(() => passage.preload());
    await context.setOffline(true);
    await page.evaluate(() => {
      const claimCode = async () => {
        if (!navigator.onLine) throw new Error('offline');
        return 'clm_7';
      };
      calls.open({ claimCode });
    });
    await expect(page.getByText('You are offline.')).toBeVisible();
    expect(await lab.told()).toEqual(['1 opened', '1 offline']);
    await context.setOffline(false);
    await lab.frame();
    service.set('clm_7', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
  });

  test("the modal is open while the function's promise is pending", async ({ lab, page, service }) => {
    await page.evaluate(() => {
      calls.open({ claimCode: () => new Promise((give) => Object.assign(globalThis, { give })) });
    });
    await expect(lab.shown).toBeVisible();
    await page.waitForFunction(() => 'give' in globalThis);
    expect(service.asked).toEqual([]);
    await page.evaluate(() => (globalThis as any).give('clm_1'));
    await lab.frame();
    await page.evaluate(() => passage.close());
  });

  test('a code that has expired at the claim is replaced, silently, in the same modal', async ({ lab, page, service }) => {
    service.set('clm_old', { status: 'expired' });
    const release = service.hold('claim');
    await openWith(page, 'clm_old', 'clm_new');
    await lab.shown.evaluate((dialog) => dialog.setAttribute('data-first', ''));
    release();
    await lab.frame();
    await expect(page.locator('.box[data-first]')).toHaveCount(1);
    service.set('clm_new', { status: 'complete' });
    expect(await lab.ended()).toEqual({ outcome: 'complete', linkId: service.link('clm_new').linkId });
    const [first, second] = service.of('claim');
    expect([first!.code, second!.code, await asked(page)]).toEqual(['clm_old', 'clm_new', 2]);
    expect(first!.key, 'each claim has its own key').not.toBe(second!.key);
    expect((await lab.told()).filter((line) => line.startsWith('1 on'))).toEqual(['1 onConnectionComplete']);
  });

  test('a code that expires while the frame is open is replaced, with a new frame in the same modal', async ({ lab, page, service }) => {
    await openWith(page, 'clm_old', 'clm_new');
    await lab.frame();
    await lab.shown.evaluate((dialog) => dialog.setAttribute('data-first', ''));
    service.set('clm_old', { status: 'expired' });
    await expect.poll(() => service.link('clm_new').status).toBe('active');
    const { sessionId } = service.link('clm_new');
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain(`${service.address}/clip/${sessionId}`);
    await lab.frame();
    await expect(page.locator('.box[data-first]')).toHaveCount(1);
    await expect(page.locator('iframe')).toHaveCount(1);
    service.set('clm_new', { status: 'complete' });
    expect((await lab.ended()).linkId).toBe(service.link('clm_new').linkId);
  });

  test('a replacement that has expired too ends as LINK_EXPIRED', async ({ lab, page, service }) => {
    service.set('clm_old', { status: 'expired' });
    service.set('clm_new', { status: 'expired' });
    await openWith(page, 'clm_old', 'clm_new', 'clm_third');
    expect((await lab.ended()).error).toMatchObject({ code: 'LINK_EXPIRED', retryable: false });
    expect(await asked(page)).toBe(2);
  });

  test('an expired code that was a string ends the session', async ({ lab, service }) => {
    service.set('clm_1', { status: 'expired' });
    await lab.open();
    expect((await lab.ended()).error.code).toBe('LINK_EXPIRED');
    expect(service.of('claim')).toHaveLength(1);
  });

  const WRONG: Record<string, unknown> = {
    'an empty string': '',
    nothing: undefined,
    null: null,
    'a number': 42,
    'an object': { claimCode: 'clm_1' },
    true: true,
  };
  for (const [what, code] of Object.entries(WRONG)) {
    test(`a function that gives ${what} ends in an error that says so`, async ({ lab, page, service }) => {
      await openWith(page, code);
      const { error } = await lab.ended();
      expect(error).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
      expect(error.error).toContain('claimCode');
      expect(service.asked).toEqual([]);
    });
  }

  for (const how of ['throws', 'rejects'] as const) {
    test(`a function that ${how} ends in a typed error, and its own error is reported`, async ({ lab, page, witness }) => {
      witness.allow(/^unhandled: my own$/);
      const reported = page.waitForEvent('pageerror', ({ message }) => message === 'my own');
      await page.evaluate((how) => {
        const failure = () => new Error('my own');
        calls.open({
          claimCode() {
            if (how === 'throws') throw failure();
            return Promise.reject(failure());
          },
        });
      }, how);
      expect((await lab.ended()).error).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
      await reported;
    });
  }

  test('a function that rejects when it is asked for a replacement', async ({ lab, page, service, witness }) => {
    witness.allow(/^unhandled: no more$/);
    service.set('clm_old', { status: 'expired' });
    await page.evaluate(() => {
      let times = 0;
      calls.open({
        async claimCode() {
          times += 1;
          if (times > 1) throw new Error('no more');
          return 'clm_old';
        },
      });
    });
    expect((await lab.ended()).error.code).toBe('INTERNAL_ERROR');
  });

  test('a code that comes after close() is not used', async ({ lab, page, service }) => {
    await page.evaluate(() => {
      calls.open({ claimCode: () => new Promise((give) => Object.assign(globalThis, { give })) });
    });
    await page.waitForFunction(() => 'give' in globalThis);
    await page.evaluate(() => passage.close());
    await page.evaluate(() => (globalThis as any).give('clm_1'));
    // A whole session follows; by its end the late code would have been claimed.
    await lab.openUntilLive('clm_2');
    await page.evaluate(() => passage.close());
    expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_2']);
  });

  test('a failed session that is opened again asks the function again', async ({ lab, page, service }) => {
    await page.evaluate(() => {
      let times = 0;
      const claimCode = async () => `clm_${(times += 1)}`;
      Object.assign(globalThis, { again: () => calls.open({ claimCode }) });
      calls.open({ claimCode });
    });
    await lab.frame();
    service.set('clm_1', { status: 'failed' });
    await lab.ended(1);
    await page.evaluate(() => void (globalThis as any).again());
    await lab.frame();
    service.set('clm_2', { status: 'complete' });
    expect((await lab.ended(2)).outcome).toBe('complete');
  });
});

test('a function that never answers ends in a typed error after 30 s', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  await page.evaluate(() => void calls.open({ claimCode: () => new Promise(() => undefined) }));
  await lab.event('opened');
  await page.clock.runFor(29_000);
  expect(await lab.told()).toEqual(['1 opened']);
  await page.clock.runFor(3_000);
  const { error } = await lab.ended();
  expect(error).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
  expect(error.error).toContain('claimCode');
  expect(service.asked).toEqual([]);
});
