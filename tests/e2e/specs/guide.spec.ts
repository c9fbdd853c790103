import { expect, test } from '../../harness/test.ts';

test('the snippet of the migration guide connects an account', async ({ page, modal, guideHost }) => {
  await page.goto(guideHost.address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_good');
  await expect(page.getByText('completions: 1')).toBeVisible();
  await modal.expectGone();
});

test('the snippet of the migration guide prints what went wrong', async ({ page, modal, guideHost, witness }) => {
  const printed = page.waitForEvent('console', (message) => message.type() === 'error');
  witness.allow(/^console\.error: /);
  await page.goto(guideHost.address);
  await page.getByRole('button', { name: 'Connect' }).click();
  await modal.login('user_bad');
  await modal.readFailure();
  // `error.error` is a sentence for a developer, neither empty nor "[object Object]".
  expect((await printed).text()).toMatch(/^[A-Z].{10,}/);
  await expect(page.getByText('completions: 0')).toBeVisible();
  await modal.expectGone();
});
