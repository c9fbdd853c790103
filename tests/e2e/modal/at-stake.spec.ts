// The close button, Escape and a press beside the dialog follow one rule: they ask if the frame says that something would be lost.

import type { Page } from '@playwright/test';
import { expect, type Lab, test } from '../../harness/lab.ts';
import type { Modal } from '../../harness/modal.ts';

const WAYS: Record<string, (page: Page, modal: Modal) => Promise<void>> = {
  'the close button': (_, modal) => modal.dialog.getByRole('button', { name: 'Close' }).click(),
  async Escape(page, modal) {
    await modal.dialog.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Escape');
  },
  'a press beside': (_, modal) => modal.pressBeside(),
};

/** Lets the frame say what would be lost, and waits until the page has heard it: messages keep their order. */
async function frameSays(lab: Lab, what: 'typed' | 'work' | undefined): Promise<void> {
  const frame = await lab.frame();
  const step = `said ${what}`;
  await frame.evaluate(
    ([what, step]) => {
      say({ type: 'atStake', ...(what && { what }) });
      say({ type: 'progress', step });
    },
    [what, step] as const,
  );
  await expect.poll(async () => (await lab.events()).some((event) => event.step === step)).toBe(true);
}

test.beforeEach(async ({ lab }) => {
  await lab.goto();
  await lab.openUntilLive();
});

for (const [way, leave] of Object.entries(WAYS)) {
  for (const what of ['typed', 'work'] as const) {
    test(`${way} asks if something would be lost: ${what}`, async ({ lab, page, modal }) => {
      await frameSays(lab, what);
      await leave(page, modal);
      const question = page.getByRole('alertdialog', { name: 'Close? Your sign-in is not finished.' });
      await expect(question).toBeVisible();
      await modal.dialog.getByRole('button', { name: 'Keep going' }).click();
      await expect(question).toHaveCount(0);
      await leave(page, modal);
      await question.getByRole('button', { name: 'Close' }).click();
      expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
    });
  }

  test(`${way} closes at once if nothing would be lost any more`, async ({ lab, page, modal }) => {
    await frameSays(lab, 'typed');
    await frameSays(lab, undefined);
    await leave(page, modal);
    expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
  });
}

test('close() and the back button do not ask', async ({ lab, page }) => {
  await frameSays(lab, 'work');
  await page.evaluate(() => history.back());
  expect(await lab.ended(1)).toEqual({ outcome: 'closed', by: 'person' });
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
  expect(await lab.ended(2)).toEqual({ outcome: 'closed', by: 'host' });
});
