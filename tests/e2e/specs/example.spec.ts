import { expect, test } from '../../harness/test.ts';

test.beforeEach(async ({ page, backend }) => {
  await page.goto(backend.address);
});

test('the example connects a phone account and shows its bills, fetched once through its backend', async ({ page, modal, witness }) => {
  const results: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/links\/[^/]+\/result$/.test(request.url())) results.push(request.url());
  });
  await page.getByRole('button', { name: 'Connect T-Mobile' }).click();
  await modal.login('user_good');

  await expect(page.getByRole('heading', { name: 'T-Mobile', exact: true })).toBeVisible();
  const table = page.getByRole('table', { name: /^T-Mobile: \d+ statements?$/ });
  await expect(table).toBeVisible();
  expect(await table.getByRole('row').count()).toBeGreaterThan(3);
  await expect(table.getByText(/\$\d+\.\d\d/).first()).toBeVisible();
  await modal.expectGone();
  expect(results, 'onConnectionComplete ran once').toHaveLength(1);
  expect(witness.claims).toBe(1);
});

test('the example shows the error, and the next try with the same claim code connects', async ({ page, modal }) => {
  let links = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/links')) links += 1;
  });
  await page.getByRole('button', { name: 'Connect Verizon' }).click();
  await modal.login('user_bad', 'anything');
  await modal.readFailure();
  await expect(page.getByRole('alert')).toBeVisible();
  await modal.expectGone();

  await page.getByRole('button', { name: 'Try again: Verizon' }).click();
  await modal.login('user_good');
  await expect(page.getByRole('table', { name: /^Verizon: / })).toBeVisible();
  expect(links, 'one link, claimed twice').toBe(1);
});

test('the example goes on after a reload in the middle, with the same claim code', async ({ page, modal }) => {
  let links = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/links')) links += 1;
  });
  const connect = page.getByRole('button', { name: 'Connect AT&T' });
  await connect.click();
  await modal.login('user_mfa');
  const code = modal.frame.getByLabel('One-time code');
  await expect(code).toBeVisible();
  await page.reload();
  await connect.click();
  await code.fill('123456');
  await code.press('Enter');
  await expect(page.getByRole('table', { name: /^AT&T: / })).toBeVisible();
  expect(links, 'one link').toBe(1);
});

test('the example works at the width of a phone', async ({ page, modal }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Connect Uber Eats' }).click();
  await modal.login('user_good');
  await expect(page.getByRole('table', { name: /^Uber Eats: \d+ orders?$/ })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, 'nothing to scroll sideways').toBe(0);
});
