import { expect, test } from '../../harness/test.ts';

test.beforeEach(async ({ page, plainHost }) => {
  await page.goto(plainHost.address);
  await expect(page.locator('html[data-ready]')).toBeAttached();
});

test('a page without React and without a bundler connects an account', async ({ page, modal, connect, plainHost, witness }) => {
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_good');

  const log = page.getByRole('list', { name: 'Log' }).getByRole('listitem');
  await expect(log).toHaveText(['complete', 'result complete']);
  await modal.expectGone();
  const link = await connect.link(plainHost.links[0]!.linkId);
  expect(link.status).toBe('complete');
  expect(link.result).toBeTruthy();
  expect(witness.claims).toBe(1);
  expect(witness.knownTokens, 'else nothing would be looked for').toBe(1);
});

test('a login that the provider refuses ends as AUTOMATION_ERROR, and the same claim code connects after it', async ({
  page,
  modal,
  plainHost,
}) => {
  const button = page.getByRole('button', { name: 'Connect' });
  const log = page.getByRole('list', { name: 'Log' }).getByRole('listitem');
  await button.click();
  await modal.login('user_bad', 'whatever');
  await modal.readFailure();
  await expect(log).toHaveText(['error AUTOMATION_ERROR', 'result error']);
  await modal.expectGone();

  await button.click();
  await modal.login('user_good');
  await expect(log).toHaveText(['error AUTOMATION_ERROR', 'result error', 'complete', 'result complete']);
  expect(plainHost.links, 'one link, claimed twice').toHaveLength(1);
});

test('a one-time code is asked for and accepted', async ({ page, modal, witness }) => {
  // The browser reports the refusal of the wrong code.
  witness.allow(/status of 422 .*\/code\)$/);
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_mfa');
  await modal.frame.getByLabel('One-time code').fill('000000');
  await modal.frame.getByRole('button', { name: 'Verify' }).click();
  await expect(modal.frame.getByText('That code is not right.')).toBeVisible();
  await modal.frame.getByLabel('One-time code').fill('123456');
  await modal.frame.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete']);
});

test('the error code that the service decides reaches the page', async ({ page, modal }) => {
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_custom', '{"force_error":"CLIENT_TIMEOUT"}');
  await modal.readFailure();
  await expect(page.getByRole('listitem')).toHaveText(['error CLIENT_TIMEOUT', 'result error']);
});

test('Cancel in the frame closes the modal', async ({ page, modal }) => {
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.frame.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('listitem')).toHaveText(['closed', 'result closed']);
  await modal.expectGone();
  await expect(page.getByRole('button', { name: 'Connect' })).toBeFocused();
});
