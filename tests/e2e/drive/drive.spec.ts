// The entry `/testing/playwright`, on the real frame: what it does, and what it says when something else is there.

import { readFileSync } from 'node:fs';
import { passageOn } from '@getpassage/web-react/testing/playwright';
import { inRepository } from '../../harness/places.ts';
import { WRITES } from '../modal/states.ts';
import { expect, test } from '../modal/test.ts';

const GOOD = { username: 'user_good', password: 'pass_good' };
const BAD = { username: 'user_bad', password: 'any' };
const MFA = { username: 'user_mfa', password: 'pass_good' };

test('a refused sign-in is no error, but the next call says what the frame shows', async ({ page, open }) => {
  const passage = passageOn(page);
  await open();
  await passage.signIn({ ...GOOD, password: 'wrong' });
  await expect(passage.enterCode('123456')).rejects.toThrow(
    /^\[passage\] Waited for the one-time code, but the frame shows "Sign in to T-Mobile" \(login\), and says: .*2 attempts left.*active\.$/,
  );
  await expect(passage.expectConnected()).rejects.toThrow(/Waited for the link to be complete, but .* 2 attempts left/);
  await passage.signIn(GOOD);
  await passage.expectConnected();
});

test('a wrong one-time code is no error, and the next one may be right', async ({ page, open, witness }) => {
  witness.allow(/status of 422 .*\/code\)$/);
  const passage = passageOn(page);
  await open();
  await passage.signIn(MFA);
  await passage.enterCode('000000');
  await expect(passage.expectConnected()).rejects.toThrow(/"Enter the code you received" \(code\), and says: That code is not right/);
  await passage.enterCode('123456');
  await passage.expectConnected();
  expect(await page.evaluate(() => window.ended)).toEqual(['complete']);
});

test('a failure is told with its reason, and cancel closes it', async ({ page, open }) => {
  const passage = passageOn(page);
  await open();
  await passage.signIn(BAD);
  await expect(passage.expectConnected()).rejects.toThrow(/"That did not work" \(failed\), and says: T-Mobile has locked this account/);
  await passage.cancel();
  await expect.poll(() => page.evaluate(() => window.ended)).toEqual(['error']);
  await expect(passage.expectConnected()).rejects.toThrow(
    'the page has no frame of the service; the service last told the page that the link is failed.',
  );
});

test('a change is allowed before the sign-in, and the sign-in says so', async ({ page, open }) => {
  const passage = passageOn(page);
  await open({ link: WRITES });
  await expect(passage.signIn(GOOD)).rejects.toThrow(
    'Waited for the sign-in, but the frame shows "Allow this change at Verizon?" (confirm)',
  );
  await passage.allowChange();
  await passage.signIn(GOOD);
  await passage.expectConnected();
});

test('it does not depend on the language', async ({ page, open }) => {
  const passage = passageOn(page);
  await open({ locale: 'ja' });
  await passage.signIn(MFA);
  await passage.enterCode('123456');
  await passage.expectConnected();
});

test('it drives a flow in a container as well', async ({ page, site, connect }) => {
  const passage = passageOn(page);
  await page.goto(site.address);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  const { claimCode } = await connect.createLink();
  await page.evaluate((claimCode) => {
    window.passage.openAppClip({ claimCode, container: document.getElementById('container') });
  }, claimCode);
  await passage.signIn(GOOD);
  await passage.expectConnected();
});

test('a page that leaves for the returnUrl is connected', async ({ page, open, site }) => {
  const passage = passageOn(page);
  await open({ link: { returnUrl: `${site.address}/?returned` } });
  await passage.signIn(GOOD);
  await passage.expectConnected();
  await page.waitForURL(/\?returned/);
});

test('after a reload it goes on at the one-time code', async ({ page, backend }) => {
  const passage = passageOn(page);
  const connect = page.getByRole('button', { name: 'Connect AT&T' });
  await page.goto(backend.address);
  await connect.click();
  await passage.signIn(MFA);
  await page.reload();
  await connect.click();
  await passage.enterCode('123456');
  await passage.expectConnected();
});

test('cancel leaves what was typed', async ({ page, modal, open }) => {
  const passage = passageOn(page);
  await open();
  await modal.frame.getByLabel('Username').fill('somebody');
  await passage.cancel();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
});

test('cancel stops work, and closes what is said of it', async ({ page, modal, ownConnect, ownHost }) => {
  const passage = passageOn(page);
  await page.goto(ownHost.address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await passage.signIn(GOOD);
  await passage.cancel();
  await modal.expectGone();
  await expect(page.getByRole('listitem')).toHaveText(['closed', 'result closed']);
  const { linkId } = ownHost.links.at(-1)!;
  await expect.poll(async () => (await ownConnect.link(linkId)).error?.code).toBe('CANCELED');
});

test('without a session it says so when its time is over', async ({ page, site }) => {
  const passage = passageOn(page, { timeout: 200 });
  await page.goto(site.address);
  for (const call of [passage.signIn(GOOD), passage.enterCode('1'), passage.allowChange(), passage.cancel(), passage.expectConnected()]) {
    await expect(call).rejects.toThrow(/but the page has no frame of the service; the page has not heard of a link\.$/);
  }
});

test('the guide contains the example word for word', () => {
  const example = readFileSync(inRepository('tests/e2e/drive/example.spec.ts'), 'utf8').replace("'./test.ts'", "'@playwright/test'");
  const guide = readFileSync(inRepository('pkg-template/docs/testing.md'), 'utf8');
  expect(guide).toContain(`\`\`\`ts\n${example}\`\`\``);
});
