// The first two promises with the real service and its frame: one ending, and nothing of the session stays.

import type { Page } from '@playwright/test';
import { install } from '../../harness/counts.js';
import { labHost } from '../../harness/lab.ts';
import type { Modal } from '../../harness/modal.ts';
import { expect, test as base } from '../../harness/test.ts';
import { pathOf } from '../../harness/ways.ts';

interface Fixtures {
  /** The lab's page at the real service. */
  plainLab: { page: Page; open: (claimCode: string) => Promise<void> };
}

const test = base.extend<Fixtures>({
  plainLab: async ({ page, serve, connect, way }, use) => {
    await page.addInitScript(install);
    const host = await serve(labHost(connect));
    await page.goto(host.address + pathOf(way));
    await expect(page.locator('html[data-ready]')).toBeAttached();
    await page.locator('#opener').focus();
    await page.waitForFunction(() => true);
    await use({ page, open: (claimCode) => page.evaluate((claimCode) => void calls.open({ claimCode }), claimCode) });
  },
});

const ENDS: Record<string, [end: (modal: Modal, page: Page) => Promise<unknown>, told: object]> = {
  'a login that works': [(modal) => modal.login('user_good'), { outcome: 'complete', linkId: expect.any(String) }],
  'a login that is refused': [
    async (modal) => {
      await modal.login('user_bad');
      await modal.readFailure();
    },
    { outcome: 'error', error: expect.objectContaining({ code: 'AUTOMATION_ERROR', retryable: true, linkId: expect.any(String) }) },
  ],
  'Cancel in the frame': [(modal) => modal.frame.getByRole('button', { name: 'Cancel' }).click(), { outcome: 'closed', by: 'person' }],
  'Escape in the frame': [
    async (modal) => {
      await modal.frame.getByLabel('Username').focus();
      modal.escapeInFrame();
    },
    { outcome: 'closed', by: 'person' },
  ],
  'close()': [(_, page) => page.evaluate(() => passage.close()), { outcome: 'closed', by: 'host' }],
};

for (const [how, [end, result]] of Object.entries(ENDS)) {
  test(`the real service, ${how}: one ending, and nothing stays`, async ({ plainLab, modal, connect }) => {
    const { page } = plainLab;
    const underWay = new Set<unknown>();
    page.on('request', (request) => underWay.add(request));
    page.on('requestfinished', (request) => underWay.delete(request));
    page.on('requestfailed', (request) => underWay.delete(request));
    const before = await page.evaluate(() => counts.now());

    const { claimCode } = await connect.createLink();
    await plainLab.open(claimCode);
    await modal.frame.getByLabel('Username').waitFor();
    const during = await page.evaluate(() => counts.now());
    expect(during.nodes).toBeGreaterThan(before.nodes);
    expect(during.listeners.length).toBeGreaterThan(before.listeners.length);
    await end(modal, page);

    expect(await page.evaluate(() => calls.handles[0]!.result)).toEqual(result);
    const log = await page.evaluate(() => calls.log);
    expect(log.filter(({ name }) => /^on(Connection|Close)/.test(name))).toHaveLength(1);
    expect(log.filter(({ name }) => name === 'onEvent').at(-1)!.value.type).toBe('ended');
    await expect.poll(() => page.evaluate(() => counts.now())).toEqual(before);
    await expect.poll(() => underWay.size).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('opener');
  });
}

test('the real service: a session that failed while it was closed shows the login again', async ({ plainLab, modal, connect }) => {
  const { page } = plainLab;
  const { linkId, claimCode } = await connect.createLink();
  await plainLab.open(claimCode);
  await modal.frame.getByLabel('Username').waitFor();
  await page.evaluate(() => passage.close());
  const response = await fetch(`${connect.address}/sandbox/links/${linkId}/fail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"code":"AUTOMATION_ERROR"}',
  });
  expect(response.status, await response.text()).toBe(204);

  await plainLab.open(claimCode);
  await modal.login('user_good');
  expect(await page.evaluate(() => calls.handles[1]!.result)).toEqual({ outcome: 'complete', linkId });
});

test('the real service: no request that was answered shows as cancelled', async ({ plainLab, modal, connect }) => {
  const { page } = plainLab;
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(`${request.method()} ${request.url()} ${request.failure()?.errorText}`));
  for (let session = 0; session < 10; session += 1) {
    const { claimCode } = await connect.createLink();
    await plainLab.open(claimCode);
    await modal.login('user_good');
    await page.evaluate((session) => calls.handles[session]!.result, session);
  }
  expect(failed.filter((entry) => entry.includes('/link/claim'))).toEqual([]);
});
