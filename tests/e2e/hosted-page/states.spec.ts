// Each state that only the hosted page has: its heading, no violation that axe finds, and nothing beside the window, in light and dark.

import { keepShots, violations } from '../modal/test.ts';
import { STATES } from './states.ts';
import { expect, LOOKS, test } from './test.ts';

/** From right to left, and narrow. */
const ARABIC = { ...LOOKS.phone, viewport: { width: 320, height: 640 }, locale: 'ar' };
const IN_ARABIC = ['login', 'complete-site', 'complete-app', 'failed', 'failed-for-good', 'in-use', 'unknown', 'unreachable', 'in-app'];

for (const [look, use] of Object.entries({ ...LOOKS, arabic: ARABIC })) {
  test.describe(look, () => {
    test.use(use);
    const states = look === 'arabic' ? STATES.filter(({ name }) => IN_ARABIC.includes(name)) : STATES;

    for (const { name, says, reports, holds, reach } of states) {
      test(`${name}: said, and accessible in light and dark`, async ({ page, hosted, witness }) => {
        if (reports) witness.allow(reports);
        if (holds) witness.allowSecret(holds);
        witness.allow(/Failed to launch|not allowed to launch|scheme does not have a registered handler/);
        await reach(page, hosted);
        if (look === 'arabic') await expect(page.locator('html[dir=rtl] h1:not(#waiting)')).toBeVisible();
        else if (says) await hosted.says(says);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await violations(page.mainFrame()), colorScheme).toEqual([]);
        }
        const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(beside).toBeLessThanOrEqual(0);
        await keepShots(page, `${name}-${look}`);
      });
    }
  });
}
