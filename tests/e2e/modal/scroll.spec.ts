// The page under the modal does not scroll or shift, and is unchanged afterwards.

import { chromium, type Page } from '@playwright/test';
import { Modal } from '../../harness/modal.ts';
import { untilEvent } from '../../harness/arrivals.ts';
import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const opening = STATES.find(({ name }) => name === 'opening')!.reach;

/** The positions of all elements, and the page's own styles. */
function snapshot(page: Page) {
  return page.evaluate(() => ({
    scroll: [scrollX, scrollY],
    places: ['opener', 'corner', 'before'].map((id) => {
      const { x, y, width } = document.getElementById(id)!.getBoundingClientRect();
      return [id, x, y, width];
    }),
    html: document.documentElement.getAttribute('style'),
    body: document.body.getAttribute('style'),
    classes: [document.documentElement.className, document.body.className],
  }));
}

/** Styles of a page that affect scrolling. */
const PAGES: { name: string; html?: string; body?: string; className?: string }[] = [
  { name: 'a plain page' },
  { name: 'the body scrolls the viewport', body: 'overflow-y: scroll; height: 100%' },
  { name: 'the root scrolls', className: 'scrolls' },
  { name: 'the root keeps room for a scroll bar', html: 'scrollbar-gutter: stable' },
  { name: 'inline styles of the same name', html: 'overflow: auto; padding-right: 3px', body: 'overflow: visible; padding-right: 5px' },
];

for (const { name, html, body, className } of PAGES) {
  test(`${name}: no scrolling, no shift, and restored`, async ({ site, connect }) => {
    // With scroll bars that take up space, as on a desktop. Tests hide them by default.
    const browser = await chromium.launch({ executablePath: process.env['CHROME_PATH']!, ignoreDefaultArgs: ['--hide-scrollbars'] });
    const page = await browser.newPage();
    await visit(page, site);
    await page.evaluate(
      ({ html, body, className }) => {
        if (className) document.documentElement.className = className;
        if (html) document.documentElement.style.cssText = html;
        if (body) document.body.style.cssText = body;
      },
      { html, body, className },
    );
    const { claimCode } = await connect.createLink();
    await page.evaluate((claimCode) => window.openWith({ claimCode }), claimCode);
    await page.locator('#opener').scrollIntoViewIfNeeded();
    const before = await snapshot(page);
    expect(before.scroll[1]).toBeGreaterThan(100);

    await page.locator('#opener').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await snapshot(page), 'while open').toEqual(before);
    // Over the backdrop, over the header, and by keys.
    for (const [x, y] of [
      [5, 300],
      [640, 60],
    ] as const) {
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, 400);
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).focus();
    for (const key of ['End', 'PageDown', 'ArrowDown']) await page.keyboard.press(key);
    expect(await snapshot(page), 'after trying to scroll').toEqual(before);

    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(await snapshot(page), 'afterwards').toEqual(before);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
    // A browser scrolls when it likes. So what it was made to do before has come when this has, and this alone has.
    await page.mouse.move(5, 300);
    await untilEvent(page, 'document', 'scrollend', () => page.mouse.wheel(0, 100));
    expect(await page.evaluate(() => scrollY)).toBe(before.scroll[1]! + 100);
    await browser.close();
  });
}

test('a style sheet that the page adopts meanwhile stays', async ({ page, modal, open }) => {
  await opening({ page, modal, open });
  await page.evaluate(() => {
    const own = new CSSStyleSheet();
    own.replaceSync('h1 { color: teal }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, own];
  });
  await page.keyboard.press('Escape');
  await new Modal(page).expectGone();
  expect(await page.evaluate(() => document.adoptedStyleSheets.map((sheet) => sheet.cssRules[0]!.cssText))).toEqual([
    'h1 { color: teal; }',
  ]);
});
