// The host page's accent in the frame: on its controls, where it can be read there, and nowhere else.

import type { Frame, Page } from '@playwright/test';
import { expect, hostedFrame, test, violations, visit } from './test.ts';

/** What the service colours its button with, in light and in dark. */
const OWN = { light: 'rgb(212, 0, 108)', dark: 'rgb(212, 0, 108)' };

const setAccent = (page: Page, accent: string) =>
  page.evaluate((accent) => document.documentElement.style.setProperty('--passage-accent', accent), accent);

const button = (frame: Frame) => frame.locator('.button-primary');

/** The frame once the login is there. */
async function login(page: Page): Promise<Frame> {
  const frame = await hostedFrame(page);
  await expect(frame.locator('#username')).toBeVisible();
  return frame;
}

/** Sends the frame an `init` with this accent, as the modal would, and otherwise the one that it had. */
async function init(page: Page, frame: Frame, accent: unknown, theme = 'light'): Promise<void> {
  const { sessionId, clientToken } = await page.evaluate(() => (window as any).session);
  const message = { passage: 1, type: 'init', sessionId, clientToken, locale: 'en', theme, accent };
  await page.evaluate(
    ({ message, origin }) =>
      document.body.lastElementChild!.shadowRoot!.querySelector('iframe')!.contentWindow!.postMessage(message, origin),
    { message, origin: new URL(frame.url()).origin },
  );
}

for (const theme of ['light', 'dark'] as const) {
  for (const [accent, background, text] of [
    ['#7a1fa2', theme === 'light' ? 'rgb(122, 31, 162)' : OWN.dark, 'rgb(255, 255, 255)'],
    ['#ffd400', theme === 'light' ? OWN.light : 'rgb(255, 212, 0)', theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)'],
    [
      'light-dark(#0a6b50, #7fe3c3)',
      theme === 'light' ? 'rgb(10, 107, 80)' : 'rgb(127, 227, 195)',
      theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)',
    ],
    ['hsl(210 90% 40%)', 'rgb(10, 102, 194)', 'rgb(255, 255, 255)'],
    // None, or one in a form that is not passed on.
    ['', OWN[theme], 'rgb(255, 255, 255)'],
    ['nonsense', OWN[theme], 'rgb(255, 255, 255)'],
    ['#7a1fa280', OWN[theme], 'rgb(255, 255, 255)'],
    ['oklch(0.6 0.2 300)', OWN[theme], 'rgb(255, 255, 255)'],
  ] as const) {
    test(`${theme}, ${accent || 'none'}: the button of the frame`, async ({ page, site, open }) => {
      await visit(page, site);
      await setAccent(page, accent);
      await open({ theme });
      const frame = await login(page);
      await expect(button(frame)).toHaveCSS('background-color', background);
      await expect(button(frame)).toHaveCSS('color', text);
      // The tile is the provider's.
      await expect(frame.locator('.tile')).toHaveCSS('background-color', OWN[theme]);
      expect(await violations(frame)).toEqual([]);
    });
  }
}

test('what is readable on light alone is taken back when the system turns dark', async ({ page, site, open }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await visit(page, site);
  await setAccent(page, '#7a1fa2');
  await open();
  const frame = await login(page);
  await expect(button(frame)).toHaveCSS('background-color', 'rgb(122, 31, 162)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(button(frame)).toHaveCSS('background-color', OWN.dark);
});

test('any other value is ignored, and what was typed stays', async ({ page, site, open }) => {
  await page.addInitScript(() => {
    if (self !== top) addEventListener('message', ({ data }) => data?.type === 'init' && parent.postMessage({ seen: data }, '*'));
    else addEventListener('message', ({ data }) => data?.seen && Object.assign(window, { session: data.seen }));
  });
  await visit(page, site);
  await open({ theme: 'light' });
  const frame = await login(page);
  await page.waitForFunction(() => (window as any).session);
  await frame.locator('#username').fill('somebody');
  const values = [
    'rgb(300, 0, 0)',
    'rgb(0, 0, 0, 0.5)',
    '#12345',
    'red',
    '',
    7,
    null,
    {},
    ['#000000'],
    'url(https://example.com)',
    '#7a1fa2;x',
  ];
  for (const value of values) {
    await init(page, frame, '#7a1fa2');
    await expect(button(frame)).toHaveCSS('background-color', 'rgb(122, 31, 162)');
    await init(page, frame, value);
    await expect(button(frame)).toHaveCSS('background-color', OWN.light);
  }
  await init(page, frame, '#080');
  await expect(button(frame)).toHaveCSS('background-color', 'rgb(0, 136, 0)');
  await expect(frame.locator('#username')).toHaveValue('somebody');
});
