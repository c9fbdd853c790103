// Links that give no session, or no longer: each says why in plain words, and what there is to do.

import type { Route } from '@playwright/test';
import { expect, hasten, LOOKS, test } from './test.ts';

test.use(LOOKS.phone);

test('an expired link', async ({ page, hosted, witness }) => {
  witness.allow(/status of 410/);
  await hosted.open();
  await hosted.says('Sign in to T-Mobile');
  await hosted.sandbox(`links/${hosted.link.linkId}/expire`);
  await hosted.says('This connection has expired');
  await expect(page.getByText('Go back to where the link came from')).toBeVisible();
  const other = await hosted.openElsewhere();
  await expect(other.getByRole('heading', { name: 'This connection has expired' })).toBeVisible();
  await expect(other.getByText('Go back to where the link came from')).toBeVisible();
});

test('a complete link', async ({ hosted }) => {
  await hosted.open();
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
  const other = await hosted.openElsewhere();
  await expect(other.getByRole('heading', { name: 'This is already connected' })).toBeVisible();
  await expect(other.getByText('You can close this page.')).toBeVisible();
});

test('a link that is open in another tab goes on here when that one has gone', async ({ page, ownHosted, witness }) => {
  witness.allow(/status of 409/);
  await ownHosted.open();
  await ownHosted.says('Sign in to T-Mobile');
  const other = await ownHosted.openElsewhere();
  await expect(other.getByRole('heading', { name: 'Already open somewhere else' })).toBeVisible();
  await other.getByRole('button', { name: 'Try again' }).click();
  await expect(other.getByRole('status').first()).toHaveText('Already open somewhere else');
  await page.goto('about:blank');
  await ownHosted.sandbox('clock/advance', { ms: 31_000 });
  await expect(other.getByRole('heading', { name: 'Sign in to T-Mobile' })).toBeVisible();
  // Whoever comes back hears that it is elsewhere now.
  await page.goBack();
  await ownHosted.says('That did not work');
  await expect(page.getByText('open in another tab or on another device')).toBeVisible();
});

test('a code that nobody knows, half a code, and an address without one', async ({ page, hosted, witness }) => {
  witness.allow(/status of 40[04]/);
  await hosted.open();
  const { appClipUrl } = hosted.link;
  for (const address of [`${appClipUrl}0`, appClipUrl!.slice(0, -8), `${appClipUrl!.split('#')[0]}#%E0%A4%A`]) {
    await page.goto('about:blank');
    await page.goto(address);
    await hosted.says('This link does not work');
    await expect(page.getByText('Part of it may be missing.')).toBeVisible();
    expect(page.url()).not.toContain('#');
  }
  const other = await page.context().newPage();
  for (const path of [`/clip/${hosted.link.linkId}`, '/clip/ses_of_nobody']) {
    await other.goto(new URL(path, appClipUrl).href);
    await expect(other.getByRole('heading', { name: 'This connection is no longer open' })).toBeVisible();
    await expect(other.getByText('Go back to where the link came from')).toBeVisible();
  }
});

test('a service that cannot be reached is tried again, by itself for a while and then by a press', async ({ page, hosted, witness }) => {
  witness.allow(/ERR_FAILED|status of 503/);
  await hasten(page);
  let claims = 0;
  await page.route('**/link/claim', (route) => (++claims % 2 ? route.abort() : route.fulfill({ status: 503, body: 'Busy' })));
  await hosted.open();
  await expect(page.getByText('Reconnecting…')).toBeVisible();
  await hosted.says('That did not work');
  await expect(page.getByText('We could not reach the service.')).toBeVisible();
  await expect(page.getByText('Reconnecting…')).toBeHidden();
  expect(claims).toBe(6);
  await page.unroute('**/link/claim');
  await hosted.press('Try again');
  await hosted.says('Sign in to T-Mobile');
});

test('a page that was opened offline begins when the browser is online again', async ({ page, hosted, witness, context }) => {
  witness.allow(/ERR_INTERNET_DISCONNECTED/);
  const cut = async (route: Route) => {
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  };
  await page.route('**/link/claim', cut, { times: 1 });
  await hosted.open();
  await expect(page.getByText('Reconnecting…')).toBeVisible();
  await context.setOffline(false);
  await hosted.says('Sign in to T-Mobile');
  await expect(page.getByText('Reconnecting…')).toBeHidden();
});

test('an answer to the claim that is lost does not lock the person out', async ({ page, hosted, witness }) => {
  witness.allow(/ERR_FAILED/);
  await hasten(page);
  const lose = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/link/claim', lose, { times: 1 });
  await hosted.open();
  await hosted.login('user_good');
  await hosted.says('T-Mobile is connected');
});

test('a link that another device takes over', async ({ page, ownHosted, witness }) => {
  witness.allow(/status of 40[19]/);
  await ownHosted.open();
  await ownHosted.says('Sign in to T-Mobile');
  await page.route('**/clip/*/state', (route) => route.fulfill({ status: 401, body: '{}' }));
  await ownHosted.sandbox('clock/advance', { ms: 1 });
  await page.reload();
  await ownHosted.says('This connection is no longer open');
  await expect(page.getByText('Go back to where the link came from')).toBeVisible();
});
