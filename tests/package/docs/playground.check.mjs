// A whole connection in the built playground, in each way, against the service as `npx @getpassage/connect` starts it. It reads
// `DOCS_SITE`, `CONNECT_PROGRAM` and `CHROME_PATH`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { chromium } from '@playwright/test';
import { WAYS } from './.vitepress/theme/playground/choices.mjs';
import { serve } from './serve.mjs';

const { DOCS_SITE, CONNECT_PROGRAM, CHROME_PATH } = process.env;

/** The service, its address, and the test key that it prints. */
async function connect() {
  const service = spawn(CONNECT_PROGRAM, ['--dev', '--listen', '127.0.0.1:0', '--database', ':memory:'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  for await (const chunk of service.stdout) {
    printed += chunk;
    const [, address] = /^listening on (\S+)$/m.exec(printed) ?? [];
    const [, key] = /Test key {2}(psg_test_\w+)/.exec(printed) ?? [];
    if (address && key) return { service, address, key };
  }
  throw new Error(`The service did not start: ${printed}`);
}

let site;
let running;
let browser;
let page;

before(async () => {
  site = await serve(DOCS_SITE);
  running = await connect();
  browser = await chromium.launch({ executablePath: CHROME_PATH, args: ['--no-sandbox'] });
});

after(async () => {
  await browser?.close();
  running?.service.kill();
  site?.close();
});

async function open(way) {
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${site.address}/playground.html#${way}`);
  await page.getByRole('radio', { name: WAYS[way], exact: true, checked: true }).waitFor();
  await page.getByLabel('baseUrl').fill(running.address);
  await page.getByLabel('Test key').fill(running.key);
}

async function signIn(way, username = 'user_good') {
  await page.getByRole('button', { name: 'Connect your account' }).click();
  const frame = page.getByRole(way === 'container' ? 'region' : 'dialog', { name: 'Connect your account' }).frameLocator('iframe');
  await frame.getByLabel('Username').fill(username);
  await frame.getByLabel('Password', { exact: true }).fill('pass_good');
  await frame.getByRole('button', { name: 'Sign in' }).click();
  return frame;
}

for (const way of Object.keys(WAYS)) {
  test(`a connection in the way "${way}", and what the backend reads`, async () => {
    await open(way);
    await signIn(way);
    await page.getByRole('heading', { name: 'What your backend reads' }).waitFor();
    assert.equal(JSON.parse(await page.locator('pre.result').textContent()).status, 'complete');
    const rows = await page.locator('.rows code').allTextContents();
    assert.deepEqual([rows.includes('claimed'), rows.includes('ended'), rows.includes('onConnectionComplete')], [true, true, true]);
    await page.close();
  });
}

test('the code says what is chosen, in React and without it', async () => {
  await open('modal');
  await page.getByLabel('theme').selectOption('dark');
  await page.getByLabel('redirect').uncheck();
  const code = page.locator('.playground .vp-code-group code');
  for (const name of ['React', 'Without React']) {
    await page.locator('.playground .tabs label', { hasText: new RegExp(`^${name}$`) }).click();
    const text = await code.textContent();
    for (const part of ["theme: 'dark'", 'redirect: false', running.address]) assert.ok(text.includes(part), `${name}: ${part}`);
  }
  await page.close();
});

test('a wrong key and a service that does not run are told', async () => {
  await open('modal');
  await page.getByLabel('Test key').fill('psg_test_wrong');
  await page.getByRole('button', { name: 'Connect your account' }).click();
  await page.getByText('401').first().waitFor();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByLabel('baseUrl').fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Connect your account' }).click();
  await page.getByText('No answer from http://127.0.0.1:9').first().waitFor();
  await page.close();
});
