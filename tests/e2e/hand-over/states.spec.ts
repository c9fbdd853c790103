// Each state of a hand-over: that axe finds no violation in light and dark, and from right to left.

import { hostedFrame, keepShots, violations } from '../modal/test.ts';
import { STATES } from './states.ts';
import { expect, test } from './test.ts';

for (const locale of ['en', 'ar']) {
  test.describe(locale, () => {
    test.use({ locale });
    for (const { name, reach } of STATES) {
      test(`${name} is accessible in light and dark`, async ({ computer, phone }) => {
        const device = await reach({ computer, phone });
        const frame = device === computer ? await hostedFrame(device.page) : device.page.mainFrame();
        expect(await frame.evaluate(() => document.documentElement.dir)).toBe(locale === 'ar' ? 'rtl' : 'ltr');
        for (const colorScheme of ['light', 'dark'] as const) {
          await device.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await violations(frame), colorScheme).toEqual([]);
        }
        await keepShots(device.page, `${name}-${locale}`);
      });
    }
  });
}

test('a screen reader hears each change of hands, and no countdown', async ({ computer, phone }) => {
  await computer.open();
  const address = await computer.offer();
  const heard = () =>
    computer.clip.locator('body').evaluate(() => [document.activeElement?.textContent, document.getElementById('announcer')?.textContent]);
  expect(await heard()).toEqual(['Continue on your phone', '']);
  await expect(computer.clip.getByText(/^New code in /)).toHaveAttribute('aria-hidden', 'true');
  const mobile = await phone(address);
  await mobile.says('login');
  await computer.says('away');
  expect(await heard()).toEqual(['Continues on your phone', '']);
  await mobile.login();
  await expect.poll(async () => (await heard())[1]).toBe('Step 1 of 4: Signing in');
  await computer.press('Take it back');
  await mobile.says('back');
  expect(await mobile.page.evaluate(() => document.activeElement?.textContent)).toBe('This goes on at your computer');
  await computer.finish();
});
