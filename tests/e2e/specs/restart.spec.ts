import type { Page } from '@playwright/test';
import { type Connect, STEP_MS } from '../../harness/connect.ts';
import type { Host } from '../../harness/host.ts';
import { expect, test } from '../../harness/test.ts';

const ENDING_WITHIN = { timeout: 20_000 };

test.beforeEach(async ({ page, ownHost, witness }) => {
  // The browser reports each request that finds no service, and these tests stop the service on purpose.
  witness.allow(/net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/);
  await page.goto(ownHost.address);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.getByRole('button', { name: 'Connect' }).click();
});

async function expectComplete(page: Page, connect: Connect, host: Host): Promise<void> {
  await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete'], ENDING_WITHIN);
  expect((await connect.link(host.links.at(-1)!.linkId)).status).toBe('complete');
}

test('a service that is killed before the login loses no link', async ({ page, modal, ownConnect, ownHost }) => {
  await expect(modal.frame.getByLabel('Username')).toBeVisible();
  const unanswered = page.waitForEvent('requestfailed', (request) => request.url().includes('/link/status'));
  await ownConnect.kill();
  await unanswered;
  await ownConnect.startAgain(STEP_MS);
  await modal.login('user_good');

  await expectComplete(page, ownConnect, ownHost);
});

test('a service that is killed while signing in asks for the login again, because it stores no password', async ({
  page,
  modal,
  ownConnect,
  ownHost,
}) => {
  await modal.login('user_good');
  // The frame has got its answer. A frame without one would keep the password and send the login again.
  await expect(modal.frame.locator('[aria-current=step]')).toHaveText('Signing in');
  await ownConnect.kill();
  await ownConnect.startAgain(STEP_MS);

  await expect(modal.frame.getByLabel('Password', { exact: true })).toHaveValue('', ENDING_WITHIN);
  await modal.login('user_good');
  await expectComplete(page, ownConnect, ownHost);
});

test('a service that is killed in the middle of the automation continues with the same step', async ({
  page,
  modal,
  ownConnect,
  ownHost,
}) => {
  await modal.login('user_good');
  const step = modal.frame.locator('[aria-current=step]');
  await expect(step).toHaveText('Signing in');
  await ownConnect.endStep();
  await expect(step).toHaveText('Reading your account');
  await ownConnect.kill();
  await ownConnect.startAgain(STEP_MS);

  await expectComplete(page, ownConnect, ownHost);
});

test('a service that is killed while the frame loads shows the frame once it is back', async ({ page, modal, ownConnect, ownHost }) => {
  await expect(modal.frame.getByLabel('Username')).toBeVisible();
  await page.reload();
  await expect(page.locator('html[data-ready]')).toBeAttached();
  const isFrame = (address: URL) => /^\/clip\/ses_\w+$/.test(address.pathname);
  let killed = false;
  await page.route(isFrame, async (route) => {
    if (!killed) {
      killed = true;
      const unanswered = page.waitForEvent('requestfailed', (request) => request.url().includes('/link/status'));
      await ownConnect.kill();
      await unanswered;
    }
    await route.continue();
  });
  const refused = page.waitForEvent('requestfailed', (request) => isFrame(new URL(request.url())));
  await page.getByRole('button', { name: 'Connect' }).click();
  await refused;
  await ownConnect.startAgain(STEP_MS);
  await modal.login('user_good');

  await expectComplete(page, ownConnect, ownHost);
});
