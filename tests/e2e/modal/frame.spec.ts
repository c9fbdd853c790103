// The person in the frame: a second try, a question before something is lost, and a clear yes before something is written.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Host } from '../../harness/host.ts';
import { inRepository, UNPACKED } from '../../harness/places.ts';
import { WRITES } from './states.ts';
import { expect, test } from './test.ts';

const ended = (page: Page) => page.evaluate(() => window.ended);

test('a wrong password keeps the user name, says how many tries are left, and the next one may be right', async ({ page, modal, open }) => {
  await open();
  await modal.login('user_good', 'wrong');
  const password = modal.frame.getByLabel('Password', { exact: true });
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await expect(password).toBeFocused();
  await expect(password).toHaveValue('');
  await expect(password).toHaveAccessibleDescription(/did not accept this username and password\. 2 attempts left/);
  // A screen reader has read it with the field.
  await expect(modal.frame.getByRole('status').first()).not.toHaveText(/2 attempts left/);
  await expect(modal.frame.getByLabel('Username')).toHaveValue('user_good');
  await password.fill('pass_good');
  await modal.frame.getByRole('button', { name: 'Sign in' }).click();
  await modal.expectGone();
  expect(await ended(page)).toEqual(['complete']);
});

test('after a reload of the frame the number of tries that are left is still said', async ({ page, modal, open }) => {
  await open();
  await modal.login('user_good', 'wrong');
  await expect(modal.frame.getByText('2 attempts left').last()).toBeVisible();
  await page.evaluate(() => {
    const find = (root: Document | ShadowRoot): HTMLIFrameElement | null => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLIFrameElement) return element;
        const inner = element.shadowRoot && find(element.shadowRoot);
        if (inner) return inner;
      }
      return null;
    };
    const frame = find(document);
    if (frame) frame.src = String(frame.src);
  });
  await expect(modal.frame.getByLabel('Username')).toHaveValue('');
  await expect(modal.frame.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/2 attempts left/);
});

test('a code of the wrong shape costs no try, and three wrong codes have a text of their own that stays', async ({
  page,
  modal,
  open,
  witness,
}) => {
  witness.allow(/status of 422 .*\/code\)$/);
  await open();
  await modal.login('user_mfa');
  const code = modal.frame.getByLabel('One-time code');
  for (const shape of ['1', '12a4', '1234567']) {
    await code.fill(shape);
    await code.press('Enter');
    await expect(code).toHaveAccessibleDescription('The code has six digits.');
  }
  await expect(modal.frame.getByText('3 attempts left')).toBeVisible();
  for (const left of ['2 attempts left', '1 attempt left']) {
    await code.fill('000 000');
    await code.press('Enter');
    await expect(modal.frame.getByText(left)).toBeVisible();
  }
  await code.fill('000-000');
  await code.press('Enter');
  await expect(modal.frame.getByText('did not accept the code three times')).toBeVisible();
  // Long after the modal used to close.
  await page.waitForTimeout(2_000);
  expect(await ended(page)).toEqual([]);
  await modal.readFailure();
  await modal.expectGone();
  expect(await ended(page)).toEqual(['error']);
});

test('what was typed is not lost without a question; nothing typed is left at once', async ({ page, modal, open }) => {
  await open();
  await modal.frame.getByLabel('Username').fill('somebody');
  await page.keyboard.press('Escape');
  const question = modal.frame.getByRole('dialog', { name: 'Leave without connecting?' });
  await expect(question).toBeVisible();
  await expect(question.getByRole('button', { name: 'Stay' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(modal.frame.getByLabel('Username')).toHaveValue('somebody');
  await expect(modal.frame.getByLabel('Username')).toBeFocused();
  await modal.frame.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await modal.expectGone();
  expect(await ended(page)).toEqual(['closed']);
});

test('a write is named by four digits and allowed before the sign-in, and a read needs no extra button', async ({ modal, open }) => {
  await open({ link: WRITES });
  await expect(modal.frame.getByText('Add the card ending in 1111')).toBeVisible();
  await expect(modal.frame.getByLabel('Username')).toHaveCount(0);
  expect(await modal.frame.locator('body').textContent()).not.toMatch(/4111|Jane|987/);
  await modal.frame.getByRole('button', { name: 'Allow this change' }).click();
  await modal.login('user_good');
  await modal.expectGone();
});

test('the fields are named for password managers and keyboards', async ({ modal, open }) => {
  await open();
  await expect(modal.frame.getByLabel('Username')).toHaveAttribute('autocomplete', 'username');
  await expect(modal.frame.getByLabel('Password', { exact: true })).toHaveAttribute('autocomplete', 'current-password');
  await modal.login('user_mfa');
  const code = modal.frame.getByLabel('One-time code');
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(code).toHaveAttribute('inputmode', 'numeric');
});

test('a host that is sandboxed without forms can be signed in to all the same', async ({ page, modal, serve, connect, witness }) => {
  witness.allow(/^console\.error: (Blocked form submission|An iframe which has both)|sandbox/);
  const folders = { '/': inRepository('tests/e2e/plain'), '/passage/': UNPACKED };
  const headers = { 'content-security-policy': 'sandbox allow-scripts allow-same-origin' };
  const host = await serve(Host.start(connect, { folders, headers }));
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_good');
  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete']);
});

test('work is stopped only after a question, and what was done and what not is said before the modal closes', async ({
  page,
  modal,
  ownConnect,
  ownHost,
}) => {
  await page.goto(ownHost.address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_good');
  await modal.frame.getByRole('button', { name: 'Cancel' }).click();
  const question = modal.frame.getByRole('dialog', { name: 'Stop now?' });
  await question.getByRole('button', { name: 'Keep going' }).click();
  await expect(question).toBeHidden();
  await expect(modal.frame.locator('.step-now')).toBeVisible();
  await modal.frame.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(modal.frame.getByRole('heading', { name: 'Stopped' })).toBeVisible();
  await expect(modal.frame.getByText('Not done')).toBeVisible();
  await modal.frame.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  await expect(page.getByRole('listitem')).toHaveText(['closed', 'result closed']);
  const { linkId } = ownHost.links.at(-1)!;
  await expect.poll(async () => (await ownConnect.link(linkId)).error?.code).toBe('CANCELED');
});

test('a frame whose scripts Cypress has rewritten knows its host', async ({ page, modal, open }) => {
  let rewritten = 0;
  await page.route(/\/clip\/assets\/.*\.js$/, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    rewritten += 1;
    await route.fulfill({ response, body: text.replace(/\b(window|self)\.(top|parent)\b/g, '$1.self') });
  });
  await open();
  await modal.login('user_good');
  await modal.expectGone();
  expect(await ended(page)).toEqual(['complete']);
  expect(rewritten).toBeGreaterThan(5);
});

/** What Cypress takes for frame-busting, and rewrites in the scripts that it serves: it puts `self` in the place of `top` and `parent`. */
const REWRITTEN = [
  /\b(window|self)\b[.[\]'"\w]*\s*[!=]==?\s*[\w.[\]'"]*\b(top|parent)\b/,
  /\b(top|parent)\b['"\]]*\s*[!=]==?\s*(window|self)\b/,
  /\b(top|parent)\.(location|frames)\b/,
  /\b(window|self|globalThis)\s*(\.|\[['"])(top|parent)\b/,
];
const filesOf = (folder: string, name: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
const isRewritten = (script: string) => REWRITTEN.some((pattern) => pattern.test(script));

test('neither the frame nor the package has anything that Cypress would rewrite', () => {
  for (const busting of ['if (top !== self)', 'window.top===window', 'self != window["parent"]', 'parent.frames', 'top.location = ""']) {
    expect(isRewritten(busting), busting).toBe(true);
  }
  const scripts = [inRepository('example-app/connect/frame'), `${UNPACKED}/dist`].map((folder) => filesOf(folder, /\.(js|cjs|html)$/));
  for (const files of scripts) expect(files.length).toBeGreaterThan(20);
  expect(scripts.flat().filter((file) => isRewritten(readFileSync(file, 'utf8')))).toEqual([]);
});

test('a code that arrives by SMS is filled in and sent, where the browser can', async ({ page, modal, open }) => {
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {} });
    Object.defineProperty(navigator.credentials, 'get', {
      value: async (options: { otp?: { transport: string[] } }) => (options.otp?.transport[0] === 'sms' ? { code: '123456' } : null),
    });
  });
  await open();
  await modal.login('user_mfa');
  await modal.expectGone();
  expect(await ended(page)).toEqual(['complete']);
});
