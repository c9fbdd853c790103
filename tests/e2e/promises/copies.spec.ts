// Promise 4 in a page that contains the package several times: as ES modules, as CommonJS in a bundle, and by a script tag. The copies
// share one configuration and one session.

import type { Page } from '@playwright/test';
import { buildSync } from 'esbuild';
import { inRepository } from '../../harness/places.ts';
import { expect, test } from '../../harness/lab.ts';

declare global {
  /** Of the script tag. */
  var Passage: typeof passage;
  /** Of the bundle. */
  var bundled: typeof passage;
}

/** The copies, by the names of their globals; `passage` is the lab's own. */
const COPIES = { passage: 'ES modules', bundled: 'CommonJS in a bundle', Passage: 'script tag' } as const;
type Copy = keyof typeof COPIES;
/** Pairs in which each copy is once the first and once the second. */
const PAIRS: [Copy, Copy][] = [
  ['passage', 'bundled'],
  ['bundled', 'Passage'],
  ['Passage', 'passage'],
];

const BUNDLE = buildSync({
  stdin: { contents: "module.exports = require('@getpassage/web-react/core')", resolveDir: inRepository('tests/e2e/guide') },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'bundled',
  logLevel: 'error',
}).outputFiles[0]!.text;

test.beforeEach(async ({ lab, page }) => {
  await lab.goto();
  for (const script of [{ content: BUNDLE }, { url: '/passage/dist/passage.global.js' }]) {
    const element = await page.addScriptTag(script);
    // The oracle compares the page with its state before, so the added nodes have to go.
    await element.evaluate((element) => (element as Element).remove());
  }
  const names = Object.keys(COPIES) as Copy[];
  const different = await page.evaluate((names) => new Set(names.map((name) => globalThis[name].openAppClip)).size, names);
  expect(different).toBe(names.length);
});

for (const [first, second] of PAIRS) {
  test.describe(`${COPIES[first]}, then ${COPIES[second]}`, () => {
    /** Opens a session for this code through one of the copies; the lab records the callbacks. */
    const open = (page: Page, copy: Copy, claimCode: string) =>
      page.evaluate(([copy, claimCode]) => void calls.open({ claimCode }, globalThis[copy].openAppClip), [copy, claimCode] as const);

    test('the same claim code again: the same handle, the newer callbacks', async ({ lab, page, service }) => {
      await open(page, first, 'clm_1');
      await lab.frame();
      await open(page, second, 'clm_1');
      expect(await page.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(true);
      await expect(page.getByRole('dialog')).toHaveCount(1);
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended(2)).outcome).toBe('complete');
      expect(service.of('claim')).toHaveLength(1);
      const told = await lab.told();
      expect(told).toContain('2 onConnectionComplete');
      expect(told).not.toContain('1 onConnectionComplete');
    });

    test('a double click before an engine has loaded', async ({ lab, page, service }) => {
      await page.evaluate(
        ([first, second]) => {
          const claimCode = () => 'clm_1';
          for (const copy of [first, second]) calls.open({ claimCode }, globalThis[copy].openAppClip);
        },
        [first, second] as const,
      );
      expect(await page.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(true);
      await lab.frame();
      await expect(page.getByRole('dialog')).toHaveCount(1);
      expect(service.of('claim')).toHaveLength(1);
      await page.evaluate((second) => globalThis[second].close(), second);
      expect((await lab.ended(1)).outcome).toBe('closed');
    });

    test('another claim code ends the first as closed, and then opens', async ({ lab, page, service }) => {
      await open(page, first, 'clm_1');
      await lab.frame();
      await open(page, second, 'clm_2');
      expect((await lab.ended(1)).outcome).toBe('closed');
      await expect.poll(() => service.link('clm_2')?.status).toBe('active');
      await lab.frame();
      await expect(page.getByRole('dialog')).toHaveCount(1);
      service.set('clm_2', { status: 'complete' });
      expect((await lab.ended(2)).outcome).toBe('complete');
      const told = await lab.told();
      expect(told.indexOf('1 onClose')).toBeLessThan(told.indexOf('2 opened'));
    });

    test('a session that one copy closed half-way goes on through the other copy', async ({ lab, page, service }) => {
      await open(page, first, 'clm_1');
      await lab.frame();
      await page.evaluate((second) => globalThis[second].close(), second);
      expect((await lab.ended(1)).outcome).toBe('closed');
      await open(page, second, 'clm_1');
      await lab.frame();
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended(2)).outcome).toBe('complete');
      expect(new Set(service.of('claim').map(({ key }) => key)).size).toBe(1);
    });

    test('a setting made through one copy counts in the other, and stays when that copy sets another', async ({ lab, page }) => {
      await page.evaluate(
        ([first, second]) => {
          globalThis[first].configure({ locale: 'de' });
          globalThis[second].configure({ theme: 'dark' });
        },
        [first, second] as const,
      );
      for (const copy of [second, first]) {
        await open(page, copy, 'clm_1');
        await lab.frame();
        await expect(page.getByRole('dialog').getByRole('button', { name: 'Schließen' })).toBeVisible();
        await page.evaluate((copy) => globalThis[copy].close(), copy);
      }
    });
  });
}
