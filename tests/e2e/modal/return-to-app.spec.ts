// A `returnUrl` of an app. A browser may silently refuse to follow it without a click, so the modal shows a link.

import { expect, test, violations } from './test.ts';

const RETURN_URL = 'myapp://done/here';

test.beforeEach(async ({ page, modal, open, witness }) => {
  // No app handles this scheme here.
  witness.allow(/myapp:/);
  await open({ link: { returnUrl: RETURN_URL } });
  await modal.login('user_good');
  const dialog = page.getByRole('dialog', { name: 'Account connected' });
  await expect(dialog).toBeVisible();
  await modal.frameLetGo();
  await expect(dialog).toBeFocused();
});

test('after the ending a link back to the app is offered, with the link’s id', async ({ page }) => {
  expect(await page.evaluate(() => window.ended)).toEqual(['complete']);
  await expect(page.getByRole('link', { name: 'Return to app' })).toHaveAttribute('href', /^myapp:\/\/done\/here\?linkId=/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page.mainFrame()), colorScheme).toEqual([]);
  }
});

test('a click follows the link and removes the dialog', async ({ page, modal }) => {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.enable');
  const followed = new Promise<string>((resolve) => browser.on('Page.frameRequestedNavigation', ({ url }) => resolve(url)));
  await page.getByRole('link', { name: 'Return to app' }).click();
  await modal.expectGone();
  expect(await followed).toMatch(/^myapp:\/\/done\/here\?linkId=/);
});

for (const way of ['close button', 'Escape', 'backdrop', 'another session', 'the app coming up'] as const) {
  test(`it goes by ${way}`, async ({ page, modal, open }) => {
    if (way === 'close button') await modal.dialog.getByRole('button', { name: 'Close' }).click();
    // Not by the keyboard, as in dialog.spec.ts: the browser may still look for the focus, which was in the removed frame.
    if (way === 'Escape') await modal.dialog.dispatchEvent('keydown', { key: 'Escape', composed: true });
    if (way === 'backdrop') await modal.pressBeside();
    if (way === 'another session') {
      const { claimCode } = { claimCode: 'clm_unknown_but_well_formed' };
      await page.route(/\/link\/claim$/, () => undefined);
      await page.evaluate((claimCode) => void window.passage.openAppClip({ claimCode }), claimCode);
      await expect(page.getByRole('dialog', { name: 'Connect your account' })).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(1);
      await page.evaluate(() => window.passage.close());
    }
    if (way === 'the app coming up') {
      await page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
    }
    await modal.expectGone();
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
    expect(open).toBeTruthy();
  });
}
