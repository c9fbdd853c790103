// The page of a link, opened by itself: the whole flow, on a phone and on a desktop.

import { WRITES } from '../modal/states.ts';
import { expect, LOOKS, test } from './test.ts';

for (const [device, use] of Object.entries(LOOKS)) {
  test.describe(device, () => {
    test.use(use);

    test('a sign-in with a one-time code completes the link, and the page says so', async ({ page, hosted, connect }) => {
      await hosted.open();
      await hosted.says('Sign in to T-Mobile');
      expect(page.url()).toBe(`${connect.address}/clip/${hosted.link.linkId}`);
      expect(await page.title()).toBe('Connect your account');
      await expect(page.getByText('Read your billing statements')).toBeVisible();
      // A field that has the focus raises a phone's keyboard over what there is to read.
      await expect(page.locator(device === 'phone' ? 'h1' : '#username')).toBeFocused();
      await hosted.login('user_mfa');
      await hosted.enterCode();
      await hosted.says('T-Mobile is connected');
      await expect(page.getByText('You can close this page.')).toBeVisible();
      await expect(page.getByRole('button')).toHaveCount(0);
      expect((await connect.link(hosted.link.linkId)).status).toBe('complete');
      expect(await hosted.stored()).toEqual({});
      await page.reload();
      await hosted.says('This is already connected');
    });

    test('a wrong password may be followed by the right one', async ({ page, hosted }) => {
      await hosted.open();
      await hosted.login('user_good', 'wrong');
      const password = page.getByLabel('Password', { exact: true });
      await expect(password).toHaveAccessibleDescription(/2 attempts left/);
      await password.fill('pass_good');
      await hosted.press('Sign in');
      await hosted.says('T-Mobile is connected');
    });

    test('a reload goes on with the same session: at the login, at the code, at work, and at the end', async ({
      page,
      ownHosted,
      witness,
    }) => {
      await ownHosted.open();
      await ownHosted.login('user_mfa', 'wrong');
      await ownHosted.endStep();
      await expect(page.getByText('2 attempts left').last()).toBeVisible();
      await page.reload();
      await expect(page.getByText('2 attempts left').last()).toBeVisible();
      await ownHosted.login('user_mfa');
      await ownHosted.endStep();
      await expect(page.getByLabel('One-time code')).toBeVisible();
      await page.reload();
      await ownHosted.enterCode();
      await ownHosted.says('Reading your T-Mobile account');
      await page.reload();
      await ownHosted.says('Reading your T-Mobile account');
      await ownHosted.finish();
      await ownHosted.says('T-Mobile is connected');
      expect(witness.claims).toBe(1);
    });
  });
}

test.describe('in the language of the browser', () => {
  test.use({ locale: 'ar-EG' });
  test('the page is in it, and from right to left', async ({ page, hosted }) => {
    await hosted.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/T-Mobile/);
    expect(await page.title()).toBe('اربط حسابك');
  });
});

test('a write is allowed before the sign-in', async ({ page, hosted }) => {
  await hosted.open(WRITES);
  await expect(page.getByText('Add the card ending in 1111')).toBeVisible();
  await expect(page.getByLabel('Username')).toHaveCount(0);
  await hosted.press('Allow this change');
  await hosted.login('user_good');
  await expect(page.getByText('You can close this page.')).toBeVisible();
});

test('Cancel asks if something would be lost, and the person may go on with the same session', async ({ page, hosted, witness }) => {
  await hosted.open();
  await page.getByLabel('Username').fill('somebody');
  await hosted.press('Cancel');
  const question = page.getByRole('dialog', { name: 'Leave without connecting?' });
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(page.getByLabel('Username')).toHaveValue('somebody');
  await hosted.press('Cancel');
  await question.getByRole('button', { name: 'Leave' }).click();
  await hosted.says('Nothing was connected');
  await expect(page.getByText('You can close this page.')).toBeVisible();
  expect(await hosted.stored()).toEqual({});
  const [first] = [witness.knownTokens];
  await hosted.press('Keep going');
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  expect(witness.knownTokens).toBe(first);
});

test('Escape leaves nothing', async ({ page, hosted }) => {
  await hosted.open();
  await page.getByLabel('Username').fill('somebody');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByLabel('Username')).toHaveValue('somebody');
});

test('work is stopped after a question, what was done is said, and another try completes the link', async ({
  page,
  ownHosted,
  ownConnect,
}) => {
  await ownHosted.open();
  await ownHosted.login('user_good');
  await ownHosted.press('Cancel');
  await page.getByRole('dialog', { name: 'Stop now?' }).getByRole('button', { name: 'Stop', exact: true }).click();
  await ownHosted.says('Stopped');
  await expect(page.getByText('Not done')).toBeVisible();
  await ownHosted.press('Try again');
  await ownHosted.says('Sign in to T-Mobile');
  await expect.poll(async () => (await ownConnect.link(ownHosted.link.linkId)).status).toBe('active');
  await ownHosted.login('user_good');
  await ownHosted.finish();
  await ownHosted.says('T-Mobile is connected');
});

test('a stop that does not arrive is not told as one', async ({ page, ownHosted, witness }) => {
  witness.allow(/status of 500|ERR_FAILED/);
  await ownHosted.open();
  await ownHosted.login('user_good');
  await page.route('**/clip/*/cancel', (route) => route.fulfill({ status: 500, body: '' }));
  await ownHosted.press('Cancel');
  await page.getByRole('dialog', { name: 'Stop now?' }).getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('We could not reach the service.')).toBeVisible();
  await ownHosted.says('Reading your T-Mobile account');
});

test('a failure may be tried again', async ({ page, hosted, connect }) => {
  await hosted.open();
  await hosted.login('user_bad');
  await hosted.says('That did not work');
  await expect(page.getByText('has locked this account')).toBeVisible();
  await hosted.press('Try again');
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  expect((await connect.link(hosted.link.linkId)).status).toBe('complete');
});

test('a failure that another try cannot change says where to begin again', async ({ page, hosted }) => {
  await hosted.open();
  await hosted.login('user_custom', JSON.stringify({ force_error: 'RESULT_VALIDATION_ERROR' }));
  await hosted.says('That did not work');
  await expect(page.getByText('Go back to where the link came from')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
});

test('after a reload, a failure says that the link is needed once more, because the tab has not kept its code', async ({
  page,
  hosted,
}) => {
  await hosted.open();
  await hosted.login('user_bad');
  await hosted.says('That did not work');
  await page.reload();
  await hosted.says('That did not work');
  await expect(page.getByText('Go back to where the link came from')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  // In the same tab, where it changes nothing but the fragment.
  await page.goto(hosted.link.appClipUrl!);
  await hosted.says('Sign in to T-Mobile');
  expect(page.url()).not.toContain('clm_');
});

test('a failure stays on the page after it was read', async ({ page, hosted, connect }) => {
  await page.clock.install();
  await hosted.open();
  await hosted.login('user_bad');
  await hosted.says('That did not work');
  await page.clock.runFor(60_000);
  await expect.poll(async () => (await connect.link(hosted.link.linkId)).status).toBe('failed');
  await hosted.says('That did not work');
  await expect(hosted.button('Try again')).toBeVisible();
});

test('the fields are named for password managers, in a form', async ({ page, hosted }) => {
  await hosted.open();
  const form = page.locator('form');
  await expect(form.getByLabel('Username')).toHaveAttribute('autocomplete', 'username');
  await expect(form.getByLabel('Password', { exact: true })).toHaveAttribute('autocomplete', 'current-password');
  await hosted.login('user_mfa');
  await expect(form.getByLabel('One-time code')).toHaveAttribute('autocomplete', 'one-time-code');
});
