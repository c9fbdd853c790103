// A session goes over to a phone, the computer follows it, and takes it back.

import { Device, expect, newPhone, PHONE, test } from './test.ts';

test('a phone scans the code, signs in, and both are done', async ({ computer, phone }) => {
  await computer.open();
  const address = await computer.offer();
  expect(await computer.scan()).toBe(address);
  const mobile = await phone(address);
  await mobile.says('login');
  expect(mobile.page.url()).not.toContain('#');
  await computer.says('away');
  await mobile.login();
  const step = computer.clip.locator('[aria-current=step]');
  await expect(step).toHaveText('Signing in');
  await computer.connect.endStep();
  await expect(step).toHaveText('Reading your account');
  await mobile.says('working');
  await computer.finish();
  await mobile.says('complete');
  await expect(mobile.clip.getByText('Your computer goes on by itself. You can close this page.')).toBeVisible();
  expect(await computer.handovers()).toEqual(['handedOver']);
  expect(await mobile.page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('it is taken back: the computer goes on, and the phone says so', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.says('login');
  await computer.says('away');
  await computer.press('Take it back');
  await computer.says('login');
  await mobile.says('back');
  await computer.login();
  await computer.finish();
  await mobile.says('complete');
  expect(await computer.handovers()).toEqual(['handedOver', 'takenBack']);
});

test('the code is renewed while it is shown, and the one before is over', async ({ computer, phone }) => {
  await computer.page.route(/\/clip\/ses_\w+\/handover$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), expiresInMs: 4_000 } });
  });
  await computer.open();
  const first = await computer.offer();
  await expect.poll(() => computer.address()).not.toBe(first);
  await computer.page.unrouteAll({ behavior: 'wait' });
  await expect(computer.clip.getByText(/^New code in 1:5\d$/)).toBeVisible();
  const late = await phone(first);
  await late.says('over');
  await computer.says('offered');
  const mobile = await phone((await computer.scan())!);
  await mobile.says('login');
  await computer.says('away');
});

test('the address is copied for those who cannot scan it', async ({ computer, phone }) => {
  await computer.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await computer.open();
  const address = await computer.offer();
  await computer.press('Copy link');
  await expect(computer.button('Copied')).toBeVisible();
  await expect(computer.clip.getByRole('status').first()).toHaveText('Copied');
  const other = await computer.page.context().newPage();
  await other.goto(computer.page.url());
  expect(await other.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await other.close();
  await (await phone(address)).says('login');
});

test('a phone that loads the page again goes on with the session, at the login and at the code', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.says('login');
  await mobile.page.reload();
  await mobile.login('user_mfa');
  await mobile.says('working');
  await computer.connect.endStep();
  await mobile.says('code');
  await mobile.page.reload();
  await mobile.enterCode();
  await mobile.says('working');
  await computer.says('away');
  await computer.finish();
  await mobile.says('complete');
});

test('a phone that loads the page again before it was answered goes on, and no other phone does', async ({ computer, phone, browser }) => {
  await computer.open();
  const address = await computer.offer();
  const { context, page } = await newPhone(browser);
  let lost: () => void = () => undefined;
  const redeemed = new Promise<void>((resolve) => (lost = resolve));
  // The service gives the session to the phone, and the answer does not arrive.
  await page.route('**/redeem', async (route) => void (await route.fetch().then(lost)), { times: 1 });
  await page.goto(address);
  await redeemed;
  await computer.says('away');
  await page.reload();
  const mobile = new Device(page, page);
  await mobile.says('login');
  expect(page.url()).not.toContain('hnd_');
  await (await phone(address)).says('over');
  await mobile.login();
  await mobile.says('working');
  await computer.finish();
  await mobile.says('complete');
  await context.close();
});

test('a wrong password on the phone is told there, and the computer waits', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.login('user_good', 'wrong');
  await mobile.says('working');
  await computer.connect.endStep();
  await expect(mobile.clip.getByText('2 attempts left', { exact: true })).toBeVisible();
  await computer.says('away');
  await mobile.login();
  await mobile.says('working');
  await computer.finish();
  await mobile.says('complete');
});

test('a failure on the phone is read there, and the page is told', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.login('user_bad');
  await mobile.says('working');
  await computer.connect.endStep();
  await expect(mobile.clip.getByText('T-Mobile has locked this account.', { exact: false })).toBeVisible();
  await expect(mobile.clip.getByText('Go on at your computer.')).toBeVisible();
  await computer.press('Close');
  expect(await computer.result()).toMatchObject({ outcome: 'error', error: { code: 'AUTOMATION_ERROR' } });
});

test('a phone that is gone loses nothing: the computer takes it back', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.says('login');
  await mobile.page.goto('about:blank');
  await computer.press('Take it back');
  await computer.login();
  await computer.finish();
});

test('the computer loads its page again meanwhile, and follows', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.says('login');
  await computer.says('away');
  await computer.openAgain();
  await computer.says('away');
  expect(await computer.handovers()).toEqual(['handedOver']);
  await mobile.login();
  await mobile.says('working');
  await computer.finish();
  await mobile.says('complete');
});

test('a second phone with the same address is refused, and the first one goes on', async ({ computer, phone }) => {
  await computer.open();
  const address = await computer.offer();
  const first = await phone(address);
  await first.says('login');
  await (await phone(address)).says('over');
  await first.login();
  await first.says('working');
  await computer.finish();
  await first.says('complete');
  await (await phone(address)).says('over');
});

test('whoever signs in here instead makes the code worthless', async ({ computer, phone }) => {
  await computer.open();
  await computer.clip.getByLabel('Username').fill('user_good');
  const address = await computer.offer();
  const withdrawn = computer.page.waitForResponse((response) => response.request().method() === 'DELETE');
  await computer.press('Sign in here instead');
  await withdrawn;
  await expect(computer.clip.getByLabel('Username')).toHaveValue('user_good');
  await expect(computer.clip.getByRole('region')).toBeVisible();
  await (await phone(address)).says('over');
  await computer.login();
  await computer.says('working');
  await computer.finish();
  expect(await computer.handovers()).toEqual([]);
  await (await phone(address)).says('ended');
});

test('it can be handed over at the one-time code', async ({ computer, phone }) => {
  await computer.open();
  await computer.login('user_mfa');
  await computer.says('working');
  await computer.connect.endStep();
  await computer.says('code');
  const mobile = await phone(await computer.offer());
  await mobile.enterCode();
  await computer.says('away');
  await mobile.says('working');
  await computer.finish();
});

test('what the phone works on, the computer takes back and stops', async ({ computer, phone }) => {
  await computer.open();
  const mobile = await phone(await computer.offer());
  await mobile.login();
  await mobile.says('working');
  await expect(computer.clip.locator('[aria-current=step]')).toHaveText('Signing in');
  await computer.press('Cancel');
  await computer.clip.getByRole('dialog', { name: 'Stop now?' }).getByRole('button', { name: 'Stop' }).click();
  await expect(computer.clip.getByRole('heading', { name: 'Stopped' })).toBeVisible();
  await expect(mobile.clip.getByRole('heading', { name: 'Stopped' })).toBeVisible();
  await computer.press('Close');
  expect(await computer.result()).toMatchObject({ outcome: 'closed', by: 'person' });
  await expect.poll(async () => (await computer.connect.link(computer.link.linkId)).error?.code).toBe('CANCELED');
  // The service waits for a step that is under way before it ends.
  await computer.connect.endStep();
});

test('a phone that comes before it is asked for a password allows the write itself', async ({ computer, phone }) => {
  const card = { cardNumber: '4111111111111111', expirationDate: '12/28', cvv: '987', nameOnCard: 'Jane Roe', billingZip: '10001' };
  await computer.open({ operations: [{ resource: 'paymentMethod', action: 'write', arguments: card }] });
  await computer.press('Allow this change');
  const mobile = await phone(await computer.offer());
  await mobile.press('Allow this change');
  await mobile.login();
  await expect(mobile.clip.getByRole('heading', { name: 'Working on your T-Mobile account' })).toBeVisible();
  await computer.finish();
});

test('a phone has no phone to go on with', async ({ computer, browser }) => {
  await computer.open();
  await expect(computer.button('Use your phone')).toBeVisible();
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const { appClipUrl } = await computer.connect.createLink();
  await page.goto(appClipUrl!);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use your phone' })).toHaveCount(0);
  await context.close();
});

test('a service that cannot be reached when the code is asked for is asked again', async ({ computer, witness }) => {
  witness.allow(/ERR_FAILED.*\/handover/);
  await computer.page.addInitScript(() => void (Math.random = () => 0));
  let tries = 0;
  await computer.page.route(/\/handover$/, (route) => (++tries < 3 ? route.abort() : route.continue()));
  await computer.open();
  await computer.offer();
  await expect.poll(() => computer.scan()).toContain('#hnd_');
});
