// Every text of the modal and of the frame, in every language, in the narrowest window: nothing is cut, covered or beyond an edge.

import { readdirSync } from 'node:fs';
import { inRepository } from '../../harness/places.ts';
import { ANSWERS, answerViews, showView, VIEWS } from './frame-views.ts';
import { expect, test, violations } from './test.ts';

/** What a phone of 320 by 568 leaves a page below the browser's bar. */
const NARROW = { width: 320, height: 480 };

const languages = readdirSync(inRepository('js/engine/texts')).map((file) => file.replace(/\.ts$/, ''));

/** Where axe looks, too: the tests of the states show only what is written from left to right. */
const AXE: Record<string, 'light' | 'dark'> = { ar: 'light', he: 'dark' };

test.use({ viewport: NARROW });

for (const language of languages) {
  test(`${language}: everything fits in 320 pixels`, async ({ page, modal, open, witness }) => {
    witness.allow(ANSWERS);
    if (language in AXE) test.slow();
    await answerViews(page);
    await open({ locale: language, theme: AXE[language] ?? 'auto' });
    await expect(modal.frame.locator('#username')).toBeVisible();
    const texts: Record<string, unknown> = (await import(inRepository(`js/engine/texts/${language}.ts`))).texts;
    const rtl = texts['rtl'] === true;
    const wrong: string[] = [];

    for (const view of VIEWS) {
      const frame = await showView(page, view, language, AXE[language]);
      await expect(frame.locator('html')).toHaveAttribute('dir', rtl ? 'rtl' : 'ltr');
      for (const problem of await frame.locator('body, dialog[open]').last().evaluate(misfits)) wrong.push(`${view.name}: ${problem}`);
      if (language in AXE) for (const problem of await violations(frame)) wrong.push(`${view.name}: ${problem}`);
    }

    const dialog = modal.dialog.first();
    await expect(dialog).toHaveAttribute('lang', language);
    const check = async (name: string) => {
      for (const problem of await dialog.evaluate(misfits)) wrong.push(`${name}: ${problem}`);
      if (language in AXE) for (const problem of await violations(page.mainFrame())) wrong.push(`${name}: ${problem}`);
    };
    for (const name of ['slow', 'unresponsive', 'reconnecting', 'offline', 'failed']) {
      // As the engine shows them; the tests of the states show that it does.
      await dialog.evaluate(
        (dialog, [look, text]) => {
          const notice = dialog.querySelector('.head + div')!;
          notice.className = look!;
          notice.querySelector('p')!.textContent = text!;
        },
        [name === 'failed' ? 'bad' : 'wait', String(texts[name])],
      );
      await check(name);
    }
    await dialog.locator('h2').evaluate((heading, text) => (heading.textContent = text), String(texts['connected']));
    await check('connected');

    const frame = await showView(page, VIEWS.find(({ name }) => name === 'login')!, language);
    await frame.locator('#username').fill('half done');
    await dialog.locator('#close').click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await check('asking');
    expect(wrong).toEqual([]);
  });
}

test('with the text spacing of WCAG everything fits, too', async ({ page, modal, open, witness }) => {
  witness.allow(ANSWERS);
  await answerViews(page);
  await open({ locale: 'de' });
  await expect(modal.frame.locator('#username')).toBeVisible();
  const spaced = (root: Element) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}',
    );
    (root.getRootNode() as Document).adoptedStyleSheets.push(sheet);
  };
  await modal.frame.locator('body').evaluate(spaced);
  await modal.dialog.evaluate(spaced);
  const wrong: string[] = [];
  for (const view of VIEWS) {
    const frame = await showView(page, view, 'de');
    for (const problem of await frame.locator('body, dialog[open]').last().evaluate(misfits)) wrong.push(`${view.name}: ${problem}`);
  }
  expect([...wrong, ...(await modal.dialog.first().evaluate(misfits))]).toEqual([]);
});

test('the check finds what does not fit', async ({ page, modal, open }) => {
  await answerViews(page);
  await open();
  await expect(modal.frame.locator('#username')).toBeVisible();
  const frame = await showView(page, VIEWS[0]!, 'en');
  const problems = (change: (button: HTMLElement) => void) =>
    frame
      .locator('.button-primary')
      .evaluate(change)
      .then(() => frame.locator('body').evaluate(misfits));
  expect(await problems((button) => void (button.textContent = 'Sicherheitsüberprüfungsbestätigungen'))).toContain(
    '"Sicherheitsüberprüfungsbestätigungen" is cut at the side',
  );
  expect(await problems((button) => void (button.style.cssText = 'white-space: nowrap; width: 400px'))).toContain(
    'the page is 96 px too wide',
  );
  expect(await problems((button) => void (button.style.cssText = 'margin-top: -80px'))).toContainEqual(expect.stringContaining('covers'));
  await expect(modal.dialog).toBeVisible();
});

/** What of the texts inside an element is cut, covered by another text, or beyond the window's edge. */
function misfits(root: Element): string[] {
  const found: string[] = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page is ${wide} px too wide`);
  const named = (node: Node) => `"${node.textContent!.trim().slice(0, 40)}"`;
  const seen: { node: Text; rects: DOMRect[] }[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement!;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest('style, .visually-hidden, .quiet, noscript')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()];
    seen.push({ node, rects });
    if (rects.some(({ left, right }) => left < -0.5 || right > innerWidth + 0.5)) found.push(`${named(node)} is beyond the edge`);
    for (let box: Element | null = parent; box && box !== root.parentElement; box = box.parentElement) {
      const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(box);
      if (textOverflow === 'ellipsis' || webkitLineClamp !== 'none') found.push(`${named(node)} may be shortened`);
      const outer = box.getBoundingClientRect();
      const beside = rects.some(({ left, right }) => left < outer.left - 0.5 || right > outer.right + 0.5);
      const below = rects.some(({ top, bottom }) => top < outer.top - 0.5 || bottom > outer.bottom + 0.5);
      const isControl = box.matches('button, a');
      if (beside && (isControl || overflowX !== 'visible')) found.push(`${named(node)} is cut at the side`);
      if (below && (isControl || (overflowY !== 'visible' && overflowY !== 'auto'))) found.push(`${named(node)} is cut below`);
    }
  }
  for (const control of root.querySelectorAll('button, input, a')) {
    const { width, height } = control.getBoundingClientRect();
    if (control.checkVisibility() && !control.closest('.quiet') && Math.min(width, height) < 24)
      found.push(`${control.outerHTML} is too small`);
  }
  const problems = new Set(found);
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      const covers = one.rects.some((a) =>
        other.rects.some((b) => {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          // The box of a line is higher than its letters.
          return across > 1 && down > Math.min(a.height, b.height) / 3;
        }),
      );
      if (covers) problems.add(`${named(one.node)} covers ${named(other.node)}`);
    }
  }
  return [...problems];
}
