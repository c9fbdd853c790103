// `close()` and `signal`, at every moment of a session's life.

import type { Page } from '@playwright/test';
import { expect, test } from '../../harness/lab.ts';

/** Delays the engine's bytes until the returned function is called. */
async function holdEngine(page: Page): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/dist/{engine,script-engine}.js', async (route) => {
    await released;
    await route.continue();
  });
  return async () => {
    const loaded = page.waitForResponse('**/dist/{engine,script-engine}.js');
    release();
    await (await loaded).finished();
  };
}

/** Each way, and who has closed the session then. */
const WAYS: Record<string, [close: (page: Page) => Promise<void>, by: string]> = {
  'close()': [(page) => page.evaluate(() => passage.close()), 'host'],
  'handle.close()': [(page) => page.evaluate(() => calls.handles[0]!.close()), 'host'],
  'the signal': [(page) => page.evaluate(() => (globalThis as any).controller.abort('a reason that is no Error')), 'signal'],
  'another claim code, which ends as well': [
    (page) =>
      page.evaluate(() => {
        passage.openAppClip({ claimCode: 'clm_other' });
        passage.close();
      }),
    'replaced',
  ],
};

async function open(page: Page): Promise<void> {
  await page.evaluate(() => {
    const controller = new AbortController();
    Object.assign(globalThis, { controller });
    calls.open({ signal: controller.signal });
  });
}

test.beforeEach(({ lab }) => lab.goto());

for (const [how, [close, by]] of Object.entries(WAYS)) {
  test(`${how} before the engine has loaded: it ends at once, and nothing opens later`, async ({ lab, page, service }) => {
    const release = await holdEngine(page);
    await open(page);
    await close(page);
    expect(await lab.ended()).toEqual({ outcome: 'closed', by });
    expect(await lab.told()).toEqual(['1 ended', '1 onClose', '1 result']);
    await release();
    await page.evaluate(() => passage.preload());
    await expect(lab.shown).toHaveCount(0);
    expect(service.asked).toEqual([]);
  });

  test(`${how} during the claim: the request is given up`, async ({ lab, page, service }) => {
    const release = service.hold('claim');
    await open(page);
    await expect.poll(() => service.pending).toBe(1);
    await close(page);
    expect(await lab.ended()).toEqual({ outcome: 'closed', by });
    await expect.poll(() => service.pending).toBe(0);
    release();
  });

  test(`${how} while the frame loads`, async ({ lab, page, service }) => {
    service.frameReady = false;
    await open(page);
    await expect(page.locator('iframe')).toBeAttached();
    await close(page);
    expect(await lab.ended()).toEqual({ outcome: 'closed', by });
    expect(await lab.told()).not.toContain('1 frameReady');
  });

  test(`${how} while it is active: everything is gone when the call returns`, async ({ lab, page }) => {
    await open(page);
    await lab.frame();
    await close(page);
    expect(await page.locator('.box, iframe').count()).toBe(0);
    expect(await lab.ended()).toEqual({ outcome: 'closed', by });
  });

  test(`${how} after the ending: nothing happens`, async ({ lab, page, service }) => {
    await open(page);
    await lab.frame();
    service.set('clm_1', { status: 'complete' });
    await lab.ended();
    await close(page);
    expect((await lab.told()).at(-1)).toBe('1 result');
  });
}

test('a signal that is aborted already: closed, without a request', async ({ lab, page, service }) => {
  await page.evaluate(() => passage.preload());
  await page.evaluate(() => void calls.open({ signal: AbortSignal.abort() }));
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'signal' });
  // A whole session follows; by its end a request of the first would have arrived.
  await lab.openUntilLive('clm_2');
  await page.evaluate(() => passage.close());
  expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_2']);
});

test('a signal shared by several sessions keeps no listener of any of them', async ({ lab, page }) => {
  const listening = () => page.evaluate(() => counts.now().listeners.filter((name) => name === 'AbortSignal abort').length);
  await page.evaluate(() => {
    const controller = new AbortController();
    Object.assign(globalThis, { controller });
    for (let each = 0; each < 5; each += 1) calls.open({ claimCode: `clm_${each}`, signal: controller.signal });
  });
  await lab.frame();
  const open = await listening();
  await page.evaluate(() => (globalThis as any).controller.abort());
  for (let call = 1; call <= 5; call += 1) expect((await lab.ended(call)).outcome).toBe('closed');
  expect(open).toBeGreaterThan(0);
  expect(await listening()).toBe(0);
});

test('the signal of a second call for the same code closes the session, too', async ({ lab, page }) => {
  await page.evaluate(() => {
    const controller = new AbortController();
    Object.assign(globalThis, { controller });
    calls.open();
    calls.open({ signal: controller.signal });
  });
  await lab.frame();
  await page.evaluate(() => (globalThis as any).controller.abort());
  expect((await lab.ended()).outcome).toBe('closed');
});

test('close() where nothing is open does nothing', async ({ lab, page }) => {
  await page.evaluate(() => {
    passage.close();
    passage.close();
  });
  expect(await lab.told()).toEqual([]);
});

test('a claimed session that is closed is called off at the service', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  const { sessionId } = service.link('clm_1');
  await page.evaluate(() => passage.close());
  await expect.poll(() => service.of('cancel').length).toBe(1);
  expect(service.of('cancel')[0]).toMatchObject({ code: 'clm_1', sessionId, headers: { authorization: 'Bearer clm_1' } });
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'host' });
});

test('the ending does not wait for the service to be told, and does not mind its answer', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  const release = service.hold('cancel');
  await page.evaluate(() => passage.close());
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'host' });
  await expect.poll(() => service.of('cancel').length).toBe(1);
  release();
  for (const status of [202, 400, 404, 503]) {
    service.next('cancel', { status });
    const before = service.of('cancel').length;
    await lab.openUntilLive();
    await page.evaluate(() => passage.close());
    await expect.poll(() => service.of('cancel').length).toBe(before + 1);
  }
  // The browser itself sends it again if the connection breaks.
  service.every('cancel', 'cut');
  await lab.openUntilLive();
  const cut = page.waitForEvent('requestfailed');
  await page.evaluate(() => passage.close());
  await cut;
});

test('the service is told even if the page is left at once', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  await page.evaluate(() => {
    passage.close();
    location.assign('landing.html');
  });
  await page.waitForURL('**/landing.html');
  await expect.poll(() => service.of('cancel').length).toBe(1);
  await lab.goto();
});

test('a session that is over by itself is not called off', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  await lab.ended();
  await page.evaluate(() => passage.close());
  await lab.settled();
  expect(service.of('cancel')).toEqual([]);
});
