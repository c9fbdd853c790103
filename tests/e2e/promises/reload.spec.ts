// The same claim code opened again in the same tab, after a reload, continues the same session. lost-page.spec.ts has the stages.

import type { Page } from '@playwright/test';
import type { Host } from '../../harness/host.ts';
import { expect, greetedFrame, labHost, test } from '../../harness/lab.ts';
import type { Service } from '../../harness/scripted-service.ts';
import { pathOf, type Way } from '../../harness/ways.ts';

/** The key under which the package stores what it needs after a reload. */
const STORED = '@getpassage/web-react';

async function goto(page: Page, host: Host, way: Way): Promise<void> {
  await page.goto(host.address + pathOf(way));
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

const open = (page: Page, claimCode = 'clm_1') => page.evaluate((claimCode) => void calls.open({ claimCode }), claimCode);
const ended = (page: Page): Promise<any> => page.evaluate(() => calls.handles.at(-1)!.result);
const stored = (page: Page) => page.evaluate((key) => sessionStorage.getItem(key), STORED);

/** The keys of all claims so far. */
const keys = (service: Service) => service.of('claim').map(({ key }) => key);

test.describe('with the scripted service', () => {
  let host: Host;
  test.beforeEach(async ({ page, serve, service, way, witness }) => {
    // The browser reports a refused claim.
    witness.allow(/^console\.error: Failed to load resource: .*\/link\/claim\)$/);
    host = await serve(labHost(service));
    await goto(page, host, way);
  });

  test('a reload goes on with the same session, and the ending forgets it', async ({ page, service }) => {
    await open(page);
    await greetedFrame(page, service);
    const { sessionId } = service.link('clm_1');
    await reload(page);
    await open(page);
    expect((await greetedFrame(page, service)).url()).toContain(sessionId);
    expect(new Set(keys(service)).size).toBe(1);
    service.set('clm_1', { status: 'complete' });
    expect((await ended(page)).outcome).toBe('complete');
    expect(await stored(page)).toBeNull();
  });

  test('with a function, the code that it returns is what counts', async ({ page, service }) => {
    await page.evaluate(() => void calls.open({ claimCode: async () => 'clm_1' }));
    await greetedFrame(page, service);
    await reload(page);
    await page.evaluate(() => void calls.open({ claimCode: () => 'clm_1' }));
    await greetedFrame(page, service);
    await reload(page);
    await page.evaluate(() => void calls.open({ claimCode: () => 'clm_2' }));
    await greetedFrame(page, service);
    const [first, second, other] = keys(service);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    service.set('clm_2', { status: 'complete' });
    await ended(page);
  });

  test('what is stored tells neither the claim code nor a part of it', async ({ page, service }) => {
    const code = 'clm_0123456789abcdef0123456789abcdef';
    await open(page, code);
    await greetedFrame(page, service);
    const entry = (await stored(page))!;
    expect(entry).toMatch(/^-?\d{1,10}:[0-9a-f]{32}$/);
    expect(entry).toContain(keys(service)[0]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 1]);
    service.set(code, { status: 'complete' });
    await ended(page);
  });

  test('a session that failed meanwhile is begun anew', async ({ page, service }) => {
    await open(page);
    await greetedFrame(page, service);
    service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'No' } });
    // Not told to this page any more.
    await reload(page);
    await open(page);
    await greetedFrame(page, service);
    await expect.poll(() => service.link('clm_1').status).toBe('active');
    service.set('clm_1', { status: 'complete' });
    expect((await ended(page)).outcome).toBe('complete');
  });

  for (const how of ['close()', 'close() before the claim was answered', 'an error', 'another session'] as const) {
    test(`${how}: nothing stays stored`, async ({ page, service }) => {
      const release = how.includes('before') ? service.hold('claim') : () => undefined;
      await open(page);
      await expect.poll(() => stored(page)).not.toBeNull();
      if (!how.includes('before')) await greetedFrame(page, service);
      if (how === 'an error') service.set('clm_1', { status: 'failed', error: { code: 'CONNECTION_FAILED', message: 'No' } });
      else if (how === 'another session') {
        const first = await stored(page);
        await open(page, 'clm_2');
        await expect.poll(() => stored(page)).not.toBe(first);
        await page.evaluate(() => passage.close());
      } else await page.evaluate(() => passage.close());
      await ended(page);
      release();
      expect(await stored(page)).toBeNull();
    });
  }

  const resumed: Record<string, (page: Page, service: Service) => Promise<void>> = {
    async 'before the claim was answered'(page, service) {
      service.hold('claim');
      await open(page);
      await expect.poll(() => service.of('claim').length).toBe(2);
      await page.evaluate(() => passage.close());
    },
    async 'while the engine was loading, before the claim was sent'(page) {
      const requested = page.waitForRequest('**/dist/engine.js');
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/dist/engine.js', async (route) => {
        await released;
        await route.continue();
      });
      await open(page);
      await requested;
      await page.evaluate(() => passage.close());
      release();
    },
  };
  for (const [when, close] of Object.entries(resumed)) {
    test(`a session that goes on and is closed ${when} is called off by the key of its claim`, async ({ page, service }) => {
      await open(page);
      await greetedFrame(page, service);
      await reload(page);
      await close(page, service);
      expect(await ended(page)).toEqual({ outcome: 'closed', by: 'host' });
      await expect.poll(() => service.of('cancel').length).toBe(1);
      const [asked] = service.of('cancel');
      expect(asked).toMatchObject({ code: 'clm_1', key: keys(service)[0] });
      expect(asked!.sessionId).toBeUndefined();
      await expect.poll(() => stored(page)).toBeNull();
    });
  }

  test('what is closed before its first claim was answered is not called off', async ({ page, service }) => {
    const release = service.hold('claim');
    await open(page);
    await expect.poll(() => service.of('claim').length).toBe(1);
    await page.evaluate(() => passage.close());
    await ended(page);
    release();
    // A whole session later there is still no other cancel than its own.
    await open(page, 'clm_2');
    await greetedFrame(page, service);
    await page.evaluate(() => passage.close());
    await expect.poll(() => service.of('cancel').map(({ code }) => code)).toEqual(['clm_2']);
  });

  test('another tab gets LINK_IN_USE, and the first one goes on', async ({ page, context, service, way }) => {
    await open(page);
    await greetedFrame(page, service);
    const other = await context.newPage();
    await goto(other, host, way);
    await open(other);
    expect((await ended(other)).error).toMatchObject({ code: 'LINK_IN_USE', retryable: true });
    service.set('clm_1', { status: 'complete' });
    expect((await ended(page)).outcome).toBe('complete');
  });

  test('a tab that was opened with a copy of the storage shows the same session, and both end alike', async ({ page, service }) => {
    await open(page);
    await greetedFrame(page, service);
    const opened = page.waitForEvent('popup');
    await page.evaluate(() => void window.open(location.href));
    const copy = await opened;
    await expect(copy.locator('html[data-ready]')).toBeAttached();
    await open(copy);
    await greetedFrame(copy, service);
    expect(new Set(keys(service)).size).toBe(1);
    service.set('clm_1', { status: 'complete' });
    expect([(await ended(page)).outcome, (await ended(copy)).outcome]).toEqual(['complete', 'complete']);
  });

  const WITHOUT_STORAGE: Record<string, () => void> = {
    'storage is denied': () =>
      Object.defineProperty(window, 'sessionStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      }),
    'storage is missing': () => Object.defineProperty(window, 'sessionStorage', { value: undefined }),
    'storage is full': () => {
      for (let text = 'x'.repeat(1 << 20); text; ) {
        try {
          sessionStorage.setItem(`full ${sessionStorage.length}`, text);
        } catch {
          text = text.slice(text.length / 2 + 1);
        }
      }
    },
    'storage is broken': () => {
      const broken = () => {
        throw new Error('broken');
      };
      Object.defineProperty(window, 'sessionStorage', { value: { getItem: broken, setItem: broken, removeItem: broken } });
    },
    'storage is of another kind': () =>
      Object.defineProperty(window, 'sessionStorage', { value: { getItem: () => 7, setItem() {}, removeItem() {} } }),
  };
  for (const [how, spoil] of Object.entries(WITHOUT_STORAGE)) {
    test(`${how}: a session works, and a reload gets what another tab gets`, async ({ page, service }) => {
      await page.evaluate(spoil);
      await open(page);
      await greetedFrame(page, service);
      await reload(page);
      await page.evaluate(spoil);
      await open(page);
      expect((await ended(page)).error.code).toBe('LINK_IN_USE');
      await open(page, 'clm_2');
      await greetedFrame(page, service);
      service.set('clm_2', { status: 'complete' });
      expect((await ended(page)).outcome).toBe('complete');
    });
  }
});
