// The page's styles and policies do not affect the modal, and the modal's styles do not affect the page.

import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

test('the strictest policy, with Trusted Types: a whole session and no violation', async ({ page, modal, open, site }) => {
  await visit(page, site);
  const policy = (await page.request.get(site.address)).headers()['content-security-policy']!;
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe-inline');
  await reach['live']!({ page, modal, open });
  await modal.frame.locator('#username').fill('half done');
  await modal.pressBeside();
  await modal.dialog.getByRole('button', { name: 'Keep going' }).click();
  await modal.login('user_good');
  await modal.expectGone();
  expect(await page.evaluate(() => ({ ended: window.ended, violations: window.violations }))).toEqual({
    ended: ['complete'],
    violations: [],
  });
});

test('the modal uses no style attribute and no style element', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  const found = await page.evaluate(() => {
    const { shadowRoot } = document.body.lastElementChild!;
    return [...document.querySelectorAll('style, body > :last-child[style]'), ...shadowRoot!.querySelectorAll('style, [style]')].length;
  });
  expect(found).toBe(0);
});

test('a banner at the highest z-index stays below', async ({ page, modal, site, open }) => {
  await visit(page, site);
  await page.evaluate(() => {
    const banner = document.createElement('div');
    banner.id = 'banner';
    document.body.append(banner);
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await reach['live']!({ page, modal, open });
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
});

test('a page stylesheet that resets everything does not change the modal', async ({ page, modal, site, open }) => {
  await reach['live']!({ page, modal, open });
  const picture = () =>
    modal.dialog.evaluate((dialog) => {
      const looks = (element: Element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const { color, backgroundColor, font, display } = getComputedStyle(element);
        return [element.localName, x, y, width, height, color, backgroundColor, font, display];
      };
      return [dialog, ...dialog.querySelectorAll('*')].map(looks);
    });
  const before = await picture();
  await page.evaluate(
    (href) =>
      new Promise((resolve) => {
        const link = document.createElement('link');
        Object.assign(link, { rel: 'stylesheet', href, onload: resolve });
        document.head.append(link);
      }),
    `${site.address}/hostile.css`,
  );
  await expect(page.locator('h1')).toHaveCSS('display', 'inline');
  expect(await picture()).toEqual(before);
  await modal.login('user_good');
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['complete']);
});

test('the modal’s styles do not leak into the page', async ({ page, modal, site, open }) => {
  await visit(page, site);
  const button = page.locator('#opener');
  const look = () => button.evaluate((element) => ({ ...getComputedStyle(element) }).font + getComputedStyle(element).padding);
  const before = await look();
  await reach['live']!({ page, modal, open });
  expect(await look()).toBe(before);
});
