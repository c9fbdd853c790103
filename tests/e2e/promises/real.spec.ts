// The first two promises once more with the real service and its frame: one ending, and nothing of the session stays.

import type { Page } from '@playwright/test';
import { install } from '../../browser/counts.js';
import { Host } from '../harness/host.ts';
import type { Modal } from '../harness/modal.ts';
import { inRepository, UNPACKED } from '../harness/places.ts';
import { expect, test } from '../harness/test.ts';

const ENDS: Record<string, [end: (modal: Modal, page: Page) => Promise<unknown>, told: object]> = {
  'a login that works': [(modal) => modal.login('user_good'), { outcome: 'complete', linkId: expect.any(String) }],
  'a login that is refused': [
    (modal) => modal.login('user_bad'),
    { outcome: 'error', error: expect.objectContaining({ code: 'AUTOMATION_ERROR', retryable: true, linkId: expect.any(String) }) },
  ],
  'Cancel in the frame': [(modal) => modal.frame.getByRole('button', { name: 'Cancel' }).click(), { outcome: 'closed' }],
  'Escape in the frame': [
    async (modal) => {
      await modal.frame.getByLabel('Username').focus();
      modal.escapeInFrame();
    },
    { outcome: 'closed' },
  ],
  'close()': [(_, page) => page.evaluate(() => passage.close()), { outcome: 'closed' }],
};

for (const [how, [end, result]] of Object.entries(ENDS)) {
  test(`the real service, ${how}: one ending, and nothing stays`, async ({ page, modal, connect }) => {
    const underWay = new Set<unknown>();
    page.on('request', (request) => underWay.add(request));
    page.on('requestfinished', (request) => underWay.delete(request));
    page.on('requestfailed', (request) => underWay.delete(request));
    await page.addInitScript(install);
    const host = await Host.start(connect, { folders: { '/': inRepository('tests/e2e/promises/lab'), '/passage/': UNPACKED } });
    await page.goto(host.address);
    await expect(page.locator('html[data-ready]')).toBeAttached();
    await page.locator('#opener').focus();
    await page.waitForFunction(() => true);
    const before = await page.evaluate(() => counts.now());

    const { claimCode } = await connect.createLink();
    await page.evaluate((claimCode) => void calls.open({ claimCode }), claimCode);
    await modal.frame.getByLabel('Username').waitFor();
    const during = await page.evaluate(() => counts.now());
    expect(during.nodes).toBeGreaterThan(before.nodes);
    expect(during.listeners.length).toBeGreaterThan(before.listeners.length);
    await end(modal, page);

    expect(await page.evaluate(() => calls.handles[0]!.result)).toEqual(result);
    const log = await page.evaluate(() => calls.log);
    expect(log.filter(({ name }) => /^on(Connection|Close)/.test(name))).toHaveLength(1);
    expect(log.filter(({ name }) => name === 'onEvent').at(-1)!.value.type).toBe('ended');
    expect(await page.evaluate(() => counts.now())).toEqual(before);
    await expect.poll(() => underWay.size).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('opener');
    await host.stop();
  });
}
