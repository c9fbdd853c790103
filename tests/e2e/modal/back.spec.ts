// The back button, in a browser whose dialogs do not know it: an entry in the history that goes with the modal.

import type { Page } from '@playwright/test';
import { STATES } from './states.ts';
import { expect, test as base, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

const test = base.extend({
  page: async ({ page }, use) => {
    await page.addInitScript(() => {
      delete (window as { CloseWatcher?: unknown }).CloseWatcher;
    });
    await use(page);
  },
});

function trail(page: Page): Promise<unknown> {
  return page.evaluate(() => ({ state: history.state, address: location.href }));
}

/** Leaves through the entry before; the page that comes has loaded everything when this returns. */
async function goBack(page: Page): Promise<void> {
  await page.goBack();
  await expect(page.locator('html[data-ready]')).toBeAttached();
}

test.beforeEach(async ({ page, site }) => {
  await page.goto(`${site.address}/?before`);
  await visit(page, site);
  await page.evaluate(() => history.replaceState({ router: 'its own' }, ''));
});

test('going back closes the modal and nothing else', async ({ page, modal, open }) => {
  const before = await trail(page);
  await reach['live']!({ page, modal, open });
  expect(await page.evaluate(() => history.state)).toEqual({ router: 'its own', passage: 1 });
  await page.evaluate(() => history.back());
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
  expect(await trail(page)).toEqual(before);
});

test('closed in another way, the entry is gone as well', async ({ page, modal, open }) => {
  const before = await trail(page);
  await reach['live']!({ page, modal, open });
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  await expect.poll(() => trail(page)).toEqual(before);
  await goBack(page);
  expect(page.url()).toContain('?before');
});

test('ten sessions leave no entry behind', async ({ page, modal, open }) => {
  const before = await trail(page);
  await page.route(/\/link\/claim$/, () => undefined);
  for (let session = 0; session < 10; session += 1) {
    await open();
    await page.keyboard.press('Escape');
    await modal.expectGone();
  }
  await expect.poll(() => trail(page)).toEqual(before);
  await goBack(page);
  expect(page.url()).toContain('?before');
});

test('a session that replaces another has its own entry', async ({ page, modal, open, connect }) => {
  const before = await trail(page);
  await reach['live']!({ page, modal, open });
  const { claimCode } = await connect.createLink();
  await page.evaluate((claimCode) => void window.passage.openAppClip({ claimCode }), claimCode);
  await expect(modal.dialog).toHaveCount(1);
  await expect.poll(() => page.evaluate(() => history.state?.passage)).toBe(1);
  await page.evaluate(() => history.back());
  await modal.expectGone();
  expect(await trail(page)).toEqual(before);
});

test('a page that has gone on to an entry of its own keeps it', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await page.evaluate(() => history.pushState({ router: 'next' }, '', '#next'));
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  expect(await page.evaluate(() => [history.state, location.hash])).toEqual([{ router: 'next' }, '#next']);
});

test('a redirect waits until the entry is gone', async ({ page, modal, open, connect, site }) => {
  await reach['live']!({ page, modal, open: () => open({ link: { returnUrl: `${site.address}/?returned` } }) });
  expect(connect.address).toBeTruthy();
  await modal.login('user_good');
  await page.waitForURL(/\?returned/);
  await goBack(page);
  // The page that was left, not an entry of ours.
  expect(await page.evaluate(() => history.state)).toEqual({ router: 'its own' });
});

base('where dialogs know the back button, the history is left alone', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  expect(await page.evaluate(() => ['CloseWatcher' in window, history.state])).toEqual([true, { router: 'its own' }]);
  // What Android's back button makes of it.
  await page.evaluate(() => document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!.requestClose());
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
});
