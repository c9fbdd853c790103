// The back button closes the modal, because the modal adds an entry to the history and removes it at the end. window.spec.ts tests the
// same in a browser window, with the browser's own keys.

import type { Page } from '@playwright/test';
import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

const MARK = '@getpassage/web-react';

function trail(page: Page): Promise<unknown> {
  return page.evaluate(() => ({ state: history.state, address: location.href }));
}

/** Goes back to the page before; returns when that page has loaded everything. */
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
  expect(await page.evaluate(() => history.state)).toEqual({ router: 'its own', [MARK]: await page.evaluate(() => history.length) });
  // Goes back as the button and the keys do: in the browser, not by the page's script.
  await page.goBack();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
  expect(await trail(page)).toEqual(before);
});

test('closing in any other way removes the history entry, too', async ({ page, modal, open }) => {
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
  await expect.poll(() => page.evaluate((mark) => history.state?.[mark] === history.length, MARK)).toBe(true);
  await page.evaluate(() => history.back());
  await modal.expectGone();
  expect(await trail(page)).toEqual(before);
});

test('a history entry that the page added meanwhile stays', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await page.evaluate(() => history.pushState({ router: 'next' }, '', '#next'));
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  expect(await page.evaluate(() => [history.state, location.hash])).toEqual([{ router: 'next' }, '#next']);
});

test('going to a fragment of the page does not close the modal', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  const popped = page.evaluate(() => new Promise((resolve) => addEventListener('popstate', resolve, { once: true })).then(() => true));
  await page.evaluate(() => void (location.hash = 'there'));
  expect(await popped).toBe(true);
  await expect(modal.dialog).toBeVisible();
  expect(await page.evaluate(() => window.ended)).toEqual([]);
});

test('a redirect waits until the entry is gone', async ({ page, modal, open, connect, site }) => {
  await reach['live']!({ page, modal, open: () => open({ link: { returnUrl: `${site.address}/?returned` } }) });
  expect(connect.address).toBeTruthy();
  await modal.login('user_good');
  await page.waitForURL(/\?returned/);
  await goBack(page);
  // The page before, not an entry of the modal.
  expect(await page.evaluate(() => history.state)).toEqual({ router: 'its own' });
});

/** What a page's router does in the callback of the ending, and where the page must be afterwards. */
const ROUTERS: Record<string, [act: () => void, state: unknown, hash: string]> = {
  'adds an entry': [() => history.pushState({ router: 'done' }, '', '#done'), { router: 'done' }, '#done'],
  'adds two': [
    () => {
      history.pushState({ router: 'on its way' }, '', '#on');
      history.pushState({ router: 'done' }, '', '#done');
    },
    { router: 'done' },
    '#done',
  ],
  'replaces the entry': [() => history.replaceState({ router: 'replaced' }, '', '#replaced'), { router: 'replaced' }, '#replaced'],
  'goes to a fragment': [() => void (location.hash = 'there'), null, '#there'],
};

for (const [what, [act, state, hash]] of Object.entries(ROUTERS)) {
  test(`a router that ${what} when the session ends stays where it went`, async ({ page, modal, open }) => {
    await reach['live']!({ page, modal, open });
    await page.evaluate(
      `window.routed = 0; addEventListener('popstate', () => { routed += 1 }); document.addEventListener('routes', ${String(act)})`,
    );
    const entries = await page.evaluate(() => history.length);
    await page.evaluate(() => {
      // In the same task as the ending.
      window.passage.close();
      document.dispatchEvent(new Event('routes'));
    });
    await modal.expectGone();
    await expect.poll(() => page.evaluate(() => [history.state, location.hash])).toEqual([state, hash]);
    // A fragment is one by itself.
    expect(await page.evaluate(() => (window as never as { routed: number }).routed)).toBe(what === 'goes to a fragment' ? 1 : 0);
    expect(await page.evaluate(() => history.length), 'what it added took the place of ours').toBeLessThanOrEqual(entries + 1);
    await goBack(page);
  });
}

test('the back button of Android closes the modal and leaves no history entry', async ({ page, modal, open }) => {
  const before = await trail(page);
  await reach['live']!({ page, modal, open });
  await page.evaluate(() => document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!.requestClose());
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
  await expect.poll(() => trail(page)).toEqual(before);
});
