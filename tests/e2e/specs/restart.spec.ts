import { Host } from '../harness/host.ts';
import { expect, plainPage, test } from '../harness/test.ts';

const REFUSED = /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/;

test('a service that is killed before the login loses no link: the session goes on', async ({
  page,
  modal,
  ownConnect,
  witness,
}) => {
  // The browser itself reports a refused connection; that it does is the point of the test.
  witness.allow(REFUSED);
  const host = await Host.start(ownConnect, plainPage());
  try {
    await page.goto(host.address);
    await expect(page.locator('html[data-ready]')).toBeAttached();
    await page.getByRole('button', { name: 'Connect' }).click();
    await expect(modal.frame.getByLabel('Username')).toBeVisible();

    const refused = page.waitForEvent('requestfailed', (request) => request.url().includes('/link/status'));
    await ownConnect.kill();
    await refused;
    await ownConnect.startAgain();
    await modal.login('user_good');

    await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete'], { timeout: 20_000 });
    expect((await ownConnect.link(host.links[0]!.linkId)).status).toBe('complete');
  } finally {
    await host.stop();
  }
});

test('a service that is killed in the middle of the automation ends it in a typed error, and the link can be used again', async ({
  page,
  modal,
  ownConnect,
  witness,
}) => {
  witness.allow(REFUSED);
  const host = await Host.start(ownConnect, plainPage());
  try {
    await page.goto(host.address);
    await expect(page.locator('html[data-ready]')).toBeAttached();
    await page.getByRole('button', { name: 'Connect' }).click();
    const accepted = page.waitForResponse((response) => response.url().endsWith('/login') && response.status() === 202);
    await modal.login('user_good');
    await accepted;
    await ownConnect.kill();
    await ownConnect.startAgain();

    // Whether the automation is taken up again or given up is the service's choice; an answer is owed either way.
    const first = page.getByRole('listitem').first();
    await expect(first).toHaveText(/^(complete|error [A-Z_]+)$/, { timeout: 20_000 });
    if ((await first.textContent()) !== 'complete') {
      await page.getByRole('button', { name: 'Connect' }).click();
      await modal.login('user_good');
      await expect(page.getByRole('listitem').nth(2)).toHaveText('complete', { timeout: 20_000 });
    }
    expect((await ownConnect.link(host.links[0]!.linkId)).status).toBe('complete');
  } finally {
    await host.stop();
  }
});
