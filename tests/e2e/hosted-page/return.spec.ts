// After the ending is shown, the page leads to the link's `returnUrl`, unless that is dangerous.

import type { Page } from '@playwright/test';
import { expect, LOOKS, test } from './test.ts';

test.use(LOOKS.phone);

const LANDING = 'http://localhost:59999/landing?x=1';

/** Serves the page that the person is led to, and returns what it was asked with. */
async function serveLanding(page: Page): Promise<Record<string, string>[]> {
  const asked: Record<string, string>[] = [];
  await page.route('http://localhost:59999/**', async (route) => {
    asked.push({ url: route.request().url(), referer: (await route.request().headerValue('referer')) ?? '' });
    await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Landing</title>' });
  });
  return asked;
}

test('a web address is followed after the ending was shown, without a referrer, and Back does not lead to the page', async ({
  page,
  hosted,
}) => {
  const asked = await serveLanding(page);
  await hosted.open({ returnUrl: LANDING });
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  await expect(page.getByText('You are being taken back to the website you came from.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Continue to localhost:59999' })).toBeVisible();
  await page.waitForURL(/landing/);
  expect(asked).toEqual([{ url: `${LANDING}&linkId=${hosted.link.linkId}`, referer: '' }]);
  expect(await page.evaluate(() => history.length)).toBe(2);
});

test('an app’s address is tried, and where the browser refuses, its button stays, also after a reload', async ({
  page,
  hosted,
  witness,
}) => {
  witness.allow(/Failed to launch|not allowed to launch|scheme does not have a registered handler/);
  await page.clock.install();
  await hosted.open({ returnUrl: 'passage-test://done' });
  await hosted.login('user_good');
  await expect(page.getByText('The app you came from should open now.')).toBeVisible();
  await page.clock.runFor(10_000);
  const link = page.getByRole('link', { name: 'Return to app' });
  await expect(link).toHaveAttribute('href', `passage-test://done?linkId=${hosted.link.linkId}`);
  await page.reload();
  await hosted.says('This is already connected');
  await expect(link).toHaveAttribute('href', `passage-test://done?linkId=${hosted.link.linkId}`);
});

test('after a reload at work the returnUrl is followed as well', async ({ page, ownHosted }) => {
  await serveLanding(page);
  await ownHosted.open({ returnUrl: LANDING });
  await ownHosted.login('user_good');
  await ownHosted.says('Reading your T-Mobile account');
  await page.reload();
  await ownHosted.says('Reading your T-Mobile account');
  await ownHosted.finish();
  await page.waitForURL(/landing/);
});

test('after a failure or a cancellation it is not followed', async ({ page, hosted }) => {
  await hosted.open({ returnUrl: LANDING });
  await hosted.login('user_bad');
  await hosted.says('That did not work');
  await expect(page.getByRole('link')).toHaveCount(0);
  await hosted.press('Try again');
  await hosted.press('Cancel');
  await hosted.says('Nothing was connected');
  await expect(page.getByRole('link')).toHaveCount(0);
});

for (const returnUrl of ['javascript:document.title="taken"', 'data:text/html,x', 'http://shop.example/', '/sandbox', 7]) {
  test(`never: ${returnUrl}`, async ({ page, hosted }) => {
    await hosted.replaceReturnUrl(returnUrl);
    await page.clock.install();
    await hosted.open();
    await hosted.login('user_good');
    await expect(page.getByText('You can close this page.')).toBeVisible();
    await expect(page.getByRole('link')).toHaveCount(0);
    await page.clock.runFor(10_000);
    await page.reload();
    await hosted.says('This is already connected');
    await expect(page.getByRole('link')).toHaveCount(0);
    expect(await page.title()).toBe('Connect your account');
  });
}

test('the rules are those of the service and of the package', async ({ page, hosted }) => {
  await hosted.open();
  const judge = (addresses: unknown[]) =>
    page.evaluate(async (addresses) => {
      const { returnTarget } = await import(new URL('assets/return-url.js', location.href).href);
      return addresses.map((address) => returnTarget(address) !== null);
    }, addresses);
  const followed = [
    'https://shop.example/done?linkId=link_1#top',
    'HTTPS://shop.example',
    'https://shop.example:8443/?mail=a@b.example',
    'http://localhost:3000/x',
    'http://app.localhost/',
    'http://127.4.5.6:80/',
    'http://[::1]:8080/',
    'myapp://done',
    'myapp:done',
    'com.example.app:/done?linkId=link_1',
  ];
  expect(await judge(followed)).toEqual(followed.map(() => true));
  const refused = [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a.example/1',
    'file:///etc/passwd',
    'about:blank',
    'intent://x#Intent;end',
    'view-source:https://a.example/',
    'filesystem:https://a.example/t',
    'chrome-extension://x/',
    'moz-extension://x/',
    'ms-settings:privacy',
    'itms-services://x',
    'mailto:a@a.example',
    'tel:+15550100',
    'market://details',
    'http://a.example/',
    'http://127.0.0.1.a.example/',
    'http://localhost.a.example/',
    'https://user@a.example/',
    'https://user:pass@a.example/',
    'https://@a.example/',
    'myapp://user@host/',
    'https:a.example',
    'https:///a.example',
    'https://',
    'myapp:',
    '/done',
    'done',
    '//a.example/done',
    '',
    'https://a.example/\\x',
    `https://a.example/${'x'.repeat(2_048)}`,
    null,
    7,
    { url: 'https://a.example/' },
  ];
  expect(await judge(refused)).toEqual(refused.map(() => false));
});
