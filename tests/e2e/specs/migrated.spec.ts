// A project that used the older package, migrated by the command and built, connects.

import { Host } from '../../harness/host.ts';
import { inRepository } from '../../harness/places.ts';
import { expect, test as base } from '../../harness/test.ts';

const test = base.extend<{ migrated: Host }>({
  migrated: async ({ serve, connect }, use) =>
    use(await serve(Host.start(connect, { folders: { '/': inRepository('tests/package/migrate/dist/project/dist') } }))),
});

test('the calls of both styles connect an account', async ({ page, modal, migrated }) => {
  await page.goto(migrated.address);
  for (const [name, connected] of [
    ['Connect', 1],
    ['Connect again', 2],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    await modal.login('user_good');
    await expect(page.getByText(`connected: ${connected}`)).toBeVisible();
    await modal.expectGone();
  }
});

test('a failure and a dismissal reach the new callbacks', async ({ page, modal, migrated }) => {
  await page.goto(migrated.address);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await modal.login('user_bad');
  await modal.readFailure();
  await expect(page.locator('#root').getByRole('status')).toHaveText(/^[A-Z].{10,}/);
  await modal.expectGone();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('#root').getByRole('status')).toHaveText('dismissed');
});
