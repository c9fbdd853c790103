import { expect, test } from '../harness/test.ts';

const ENDING_WITHIN = { timeout: 20_000 };

test.beforeEach(async ({ page, ownHost, witness }) => {
  // The browser itself reports each request that finds no service; that they do is the point of these tests.
  witness.allow(/net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/);
  await page.goto(ownHost.address);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.getByRole('button', { name: 'Connect' }).click();
});

test('a service that is killed before the login loses no link', async ({ page, modal, ownConnect, ownHost }) => {
  await expect(modal.frame.getByLabel('Username')).toBeVisible();
  const unanswered = page.waitForEvent('requestfailed', (request) => request.url().includes('/link/status'));
  await ownConnect.kill();
  await unanswered;
  await ownConnect.startAgain();
  await modal.login('user_good');

  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete'], ENDING_WITHIN);
  expect((await ownConnect.link(ownHost.links[0]!.linkId)).status).toBe('complete');
});

test('a service that is killed while signing in asks for the login again: it has kept no password', async ({
  page,
  modal,
  ownConnect,
  ownHost,
}) => {
  const accepted = page.waitForResponse((response) => response.url().endsWith('/login') && response.status() === 202);
  await modal.login('user_good');
  await accepted;
  await ownConnect.kill();
  await ownConnect.startAgain();

  await expect(modal.frame.getByLabel('Password', { exact: true })).toHaveValue('', ENDING_WITHIN);
  await modal.login('user_good');
  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete'], ENDING_WITHIN);
  expect((await ownConnect.link(ownHost.links[0]!.linkId)).status).toBe('complete');
});

test('a service that is killed in the middle of the automation goes on where it was', async ({
  page,
  modal,
  ownConnect,
  ownHost,
}) => {
  await modal.login('user_good');
  // Any step after the sign-in; a slow machine may miss the first of them.
  await expect(modal.frame.locator('[aria-current=step]')).toHaveText(/^(Reading|Collecting) your/);
  await ownConnect.kill();
  await ownConnect.startAgain();

  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete'], ENDING_WITHIN);
  expect((await ownConnect.link(ownHost.links[0]!.linkId)).status).toBe('complete');
});
