// Each state: its text, how a screen reader announces it, and that axe finds no violation in light and dark.

import { ROLES } from '../../harness/ways.ts';
import { FRAME_STATES, STATES } from './states.ts';
import { expect, hostedFrame, test, violations } from './test.ts';

for (const state of STATES) {
  test(`${state.name}: said, announced, and accessible in light and dark`, async ({ page, modal, open, way, witness }) => {
    if (state.reports) witness.allow(state.reports);
    await state.reach({ page, modal, open });

    await expect(page.getByRole(ROLES[way], { name: 'Connect your account', exact: true })).toBeVisible();
    const status = modal.dialog.locator('[role=status]');
    await expect(status).toHaveText(state.says);
    await expect(page.locator('iframe')).toBeVisible({ visible: state.live });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page.mainFrame()), colorScheme).toEqual([]);
    }
  });
}

for (const state of FRAME_STATES) {
  test(`the frame's ${state.name} is accessible in light and dark`, async ({ page, modal, open }) => {
    await state.reach({ page, modal, open });
    const frame = await hostedFrame(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(frame), colorScheme).toEqual([]);
    }
  });
}

test('every waiting state offers a way to cancel', async ({ page, modal, open }) => {
  await STATES.find(({ name }) => name === 'slow')!.reach({ page, modal, open });
  await modal.dialog.getByRole('button', { name: 'Cancel' }).click();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
});

test('the progress of the automation is announced politely inside the frame', async ({ page, modal, open }) => {
  await FRAME_STATES.find(({ name }) => name === 'progress')!.reach({ page, modal, open });
  await expect(modal.frame.getByRole('status').first()).toHaveText(/2.*4/);
  await expect(modal.frame.locator('[aria-current=step]')).toHaveText(/Reading your account/);
});

test('only pages that the service allows may embed the frame', async ({ page, connect, open }) => {
  await open();
  const frame = await hostedFrame(page);
  const { headers } = await page.request.get(frame.url()).then((response) => ({ headers: response.headers() }));
  expect(headers['content-security-policy']).toContain('frame-ancestors');
  expect(frame.url().startsWith(connect.address)).toBe(true);
});
