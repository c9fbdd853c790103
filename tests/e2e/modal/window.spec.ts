// The browser in a window, with keys that go to the browser instead of the page, because a headless browser has no back button.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { chromium, type Page } from '@playwright/test';
import { Modal } from '../../harness/modal.ts';
import { expect, test as base, visit } from './test.ts';

interface Fixtures {
  /** A page in a window, and a function that presses keys there. */
  shown: { page: Page; press: (keys: string) => void };
}

const test = base.extend<Fixtures>({
  shown: async ({}, use) => {
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const ended = once(screen, 'exit');
    const [number] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
    const env = { ...process.env, DISPLAY: `:${String(number).trim()}` } as Record<string, string>;
    const browser = await chromium.launch({ executablePath: process.env['CHROME_PATH']!, headless: false, env });
    await use({
      page: await browser.newPage({ viewport: null }),
      press: (keys) => void execFileSync('xdotool', ['key', keys], { env }),
    });
    await browser.close();
    screen.kill();
    await ended;
  },
});

const missing = ['Xvfb', 'xdotool'].filter((name) => spawnSync('which', [name]).status !== 0);
// `cargo xtask test --only e2e` installs them where it can, and says so where it cannot.
test.skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(' and ')}`);

test('the keys for going back close the modal, and go back only the next time', async ({ shown: { page, press }, site, connect }) => {
  const modal = new Modal(page);
  await page.goto(`${site.address}/?before`);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await visit(page, site);
  const { claimCode } = await connect.createLink();
  await page.evaluate((claimCode) => window.openWith({ claimCode }), claimCode);
  await page.locator('#opener').click();
  await expect(modal.frame.locator('#username')).toBeVisible();

  press('alt+Left');
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
  expect(page.url()).not.toContain('?before');

  press('alt+Left');
  await page.waitForURL(/\?before/);
});
