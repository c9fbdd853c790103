// The look of the modal: themes, sizes, and the person's settings in the browser.

import type { Page } from '@playwright/test';
import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));
const LIGHT = 'rgb(255, 255, 255)';
const DARK = 'rgb(22, 25, 29)';

for (const [theme, system, expected] of [
  ['light', 'dark', LIGHT],
  ['dark', 'light', DARK],
  ['auto', 'light', LIGHT],
  ['auto', 'dark', DARK],
] as const) {
  test(`theme ${theme} in a ${system} system, the frame too`, async ({ page, modal, open }) => {
    await page.emulateMedia({ colorScheme: system });
    await reach['live']!({ page, modal, open, options: { theme } });
    await expect(modal.dialog).toHaveCSS('background-color', expected);
    await expect(modal.frame.locator('body')).toHaveCSS('background-color', expected);
  });
}

/** Checks that nothing extends beyond the window or the dialog. */
async function expectFits(page: Page): Promise<void> {
  const overflows = await page.evaluate(() => {
    const dialog = document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!;
    const outer = dialog.getBoundingClientRect();
    const out = [...dialog.querySelectorAll('*')].filter((element) => {
      const { left, right, width, bottom } = element.getBoundingClientRect();
      return width > 1 && (left < outer.left - 1 || right > outer.right + 1 || bottom > outer.bottom + 1);
    });
    return {
      out: out.map(({ outerHTML }) => outerHTML),
      window: outer.left < 0 || outer.top < 0 || outer.right > innerWidth || outer.bottom > innerHeight,
      wide: dialog.scrollWidth > dialog.clientWidth,
    };
  });
  expect(overflows).toEqual({ out: [], window: false, wide: false });
}

for (const [width, height] of [
  [320, 480],
  [390, 844],
  [844, 390],
  [768, 1024],
  [1920, 1080],
] as const) {
  test(`${width} × ${height}: everything fits, in the longest language`, async ({ page, modal, open }) => {
    await page.setViewportSize({ width, height });
    await reach['offline']!({ page, modal, open, options: { locale: 'de' } });
    await expectFits(page);
    await page.keyboard.press('Shift+Tab');
    const { x, y } = (await modal.dialog.boundingBox())!;
    const sheet = Math.min(width, height) <= 480;
    expect(
      [x, y].map((edge) => edge === 0),
      'a sheet on a phone, a card on a desktop',
    ).toEqual([sheet, sheet]);
    if (!sheet) {
      await modal.frame.locator('#username').fill('half done');
      await modal.pressBeside();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await expectFits(page);
    }
  });
}

test('at 200 % zoom everything fits and can be reached', async ({ page, modal, open }) => {
  // The size of a window of 1280 × 720 at 200 %, in CSS pixels.
  await page.setViewportSize({ width: 640, height: 360 });
  await reach['live']!({ page, modal, open });
  await expectFits(page);
  await modal.login('user_good');
  await modal.expectGone();
});

test('the on-screen keyboard does not cover the dialog', async ({ page, modal, open }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await reach['live']!({ page, modal, open });
  // Browsers report a keyboard only by this event, and no test can open one.
  await page.evaluate(() => {
    Object.defineProperties(visualViewport!, { height: { value: 500, configurable: true }, offsetTop: { value: 40, configurable: true } });
    visualViewport!.dispatchEvent(new Event('resize'));
  });
  const { y, height } = (await modal.dialog.boundingBox())!;
  expect([y, height]).toEqual([40, 500]);
});

test('with reduced motion nothing moves, else the skeleton does while its frame loads', async ({ page, modal, open }) => {
  await reach['loading']!({ page, modal, open });
  const running = () => modal.dialog.evaluate((dialog) => dialog.getAnimations({ subtree: true }).length);
  expect(await running()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await running()).toBe(0);
});

test('with more contrast, texts and lines are as dark as the heading', async ({ page, modal, open }) => {
  await page.emulateMedia({ contrast: 'more' });
  await reach['slow']!({ page, modal, open });
  await expect(modal.dialog.getByRole('button', { name: 'Cancel' })).toHaveCSS('color', 'rgb(20, 24, 29)');
  await expect(modal.dialog.locator('.head')).toHaveCSS('border-bottom-color', 'rgb(20, 24, 29)');
});

test('with forced colours, areas without a border get one', async ({ page, modal, open }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await reach['opening']!({ page, modal, open });
  await expect(modal.dialog.locator('i').first()).toHaveCSS('border-top-style', 'solid');
  await expect(modal.dialog).toHaveCSS('outline-style', 'solid');
});

test('the page can choose accent, corners and font', async ({ page, modal, site, open }) => {
  await visit(page, site);
  await page.evaluate(() => {
    const { style } = document.documentElement;
    style.setProperty('--passage-accent', 'rgb(255, 220, 0)');
    style.setProperty('--passage-radius', '4px');
    style.setProperty('--passage-font', 'Georgia, serif');
  });
  await reach['asking']!({ page, modal, open });
  await expect(modal.dialog).toHaveCSS('border-radius', '4px');
  await expect(modal.dialog).toHaveCSS('font-family', 'Georgia, serif');
  const keep = modal.dialog.getByRole('button', { name: 'Keep going' });
  await expect(keep).toHaveCSS('background-color', 'rgb(255, 220, 0)');
  // On a light accent colour, the text is dark.
  const lightness = await keep.evaluate((button) => {
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.fillStyle = getComputedStyle(button).color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0];
  });
  expect(lightness).toBeLessThan(40);
});
