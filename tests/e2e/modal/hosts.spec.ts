// The modal opens from inside a host page's own modal, made with one of six libraries. It works as usual, and the host's modal stays open.

import { Host } from '../../harness/host.ts';
import { inRepository } from '../../harness/places.ts';
import { expect, test as base } from './test.ts';

const test = base.extend<{ hosts: Host }>({
  hosts: async ({ serve, connect }, use) =>
    use(await serve(Host.start(connect, { folders: { '/': inRepository('tests/e2e/modal/hosts/dist') } }))),
});

for (const library of ['radix', 'mui', 'react-aria', 'headless-ui', 'focus-trap', 'chakra']) {
  test.describe(library, () => {
    test.beforeEach(async ({ page, hosts, modal }) => {
      await page.goto(`${hosts.address}/?host=${library}`);
      await expect(page.getByRole('dialog', { name: 'Host' }).getByText("The host's own modal.")).toBeVisible();
      await page.getByRole('button', { name: 'Connect' }).click();
      await expect(modal.frame.locator('#username')).toBeVisible();
    });

    test.afterEach(async ({ page, modal }) => {
      // The host's modal is as before: open, alone, and it works.
      await expect(page.locator('iframe')).toHaveCount(0);
      await modal.frameLetGo();
      await expect(page.getByRole('dialog', { name: 'Host' }).getByText("The host's own modal.")).toBeVisible();
      await expect(page.getByRole('button', { name: 'Connect' })).toBeFocused();
      await page.getByLabel("Host's field").fill('still here');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });

    test('the close button closes only our modal', async ({ page }) => {
      await page.getByRole('dialog', { name: 'Connect your account' }).getByRole('button', { name: 'Close' }).click();
      await expect(page).toHaveTitle('closed');
    });

    test('typing in the frame, and completing', async ({ page, modal }) => {
      await modal.frame.locator('#username').click();
      await page.keyboard.type('user_good');
      await expect(modal.frame.locator('#username')).toHaveValue('user_good');
      await modal.frame.locator('#password').fill('pass_good');
      await modal.frame.locator('button.button-primary').click();
      await expect(page).toHaveTitle('complete');
    });

    test('Escape closes only our modal, and a press on the backdrop asks only in ours', async ({ page, modal }) => {
      await modal.frame.locator('#username').fill('half done');
      await modal.pressBeside();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('alertdialog')).toHaveCount(0);
      await expect(modal.frame.locator('#username')).toBeFocused();
      // Now nothing is lost, and nothing asks.
      await modal.frame.locator('#username').fill('');
      await page.getByRole('dialog', { name: 'Connect your account' }).getByRole('button', { name: 'Close' }).focus();
      // The frame may still be telling that.
      await expect(async () => {
        await page.keyboard.press('Escape');
        await expect(page).toHaveTitle('closed', { timeout: 300 });
      }).toPass();
    });
  });
}
