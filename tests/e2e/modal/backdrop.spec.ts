// A press on the backdrop closes the modal. If a login has begun, the modal asks first.

import { STATES } from './states.ts';
import { expect, test } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

test('a press on the backdrop closes at once while there is no frame', async ({ page, modal, open }) => {
  await reach['opening']!({ page, modal, open });
  await modal.pressBeside();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
});

test('a press on the backdrop asks when a login would be lost, and keeping it open loses nothing', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await modal.frame.locator('#username').fill('half done');
  await modal.pressBeside();

  await expect(page.getByRole('alertdialog', { name: 'Close? Your sign-in is not finished.' })).toBeVisible();
  const keep = modal.dialog.getByRole('button', { name: 'Keep going' });
  await expect(keep).toBeFocused();
  // Only the two answers can be reached.
  await expect(modal.dialog.getByRole('button')).toHaveText(['Close', 'Keep going']);
  await modal.pressBeside();
  await expect(keep).toBeVisible();

  await keep.click();
  await expect(keep).toBeHidden();
  await expect(modal.frame.locator('#username')).toBeFocused();
  await page.keyboard.type('!');
  await expect(modal.frame.locator('#username')).toHaveValue('half done!');
  expect(await page.evaluate(() => window.ended)).toEqual([]);
});

test('choosing to close in the question closes the modal', async ({ page, modal, open }) => {
  await reach['asking']!({ page, modal, open });
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
});

test('Escape dismisses the question, and once nothing would be lost, a second Escape closes the modal', async ({ page, modal, open }) => {
  await reach['asking']!({ page, modal, open });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(modal.dialog).toBeVisible();
  await modal.frame.locator('#username').fill('');
  modal.escapeInFrame();
  await modal.expectGone();
});

test('selecting text from the dialog to the backdrop does not close', async ({ page, modal, open }) => {
  await reach['opening']!({ page, modal, open });
  const heading = (await modal.dialog.getByRole('heading').boundingBox())!;
  await page.mouse.move(heading.x + 10, heading.y + 10);
  await page.mouse.down();
  await page.mouse.move(2, 2);
  await page.mouse.up();
  await expect(modal.dialog).toBeVisible();
  expect(await page.evaluate(() => window.ended)).toEqual([]);
});

test('a session that completes while the question is asked ends as complete', async ({ page, modal, open }) => {
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/link\/status$/, async (route) => {
    const response = await route.fetch();
    const link = (await response.json()) as object;
    await asked;
    await route.fulfill({ response, json: { ...link, status: 'complete' } });
  });
  await reach['asking']!({ page, modal, open });
  answer();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['complete']);
});
