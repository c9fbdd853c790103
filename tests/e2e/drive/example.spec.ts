import { passageOn } from '@getpassage/web-react/testing/playwright';
import { expect, test } from './test.ts';

test('connects an account, with a one-time code', async ({ page }) => {
  const passage = passageOn(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect' }).click();
  await passage.signIn({ username: 'user_mfa', password: 'pass_good' });
  await passage.enterCode('123456');
  await passage.expectConnected();
  await expect(page.getByText('Your account is connected.')).toBeVisible();
});

test('offers another try to a person who leaves', async ({ page }) => {
  const passage = passageOn(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect' }).click();
  await passage.cancel();
  await page.getByRole('button', { name: 'Try again' }).click();
  await passage.signIn({ username: 'user_good', password: 'pass_good' });
  await passage.expectConnected();
});
