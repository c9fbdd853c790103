import { inRepository } from '../../harness/places.ts';
import { test } from '../../harness/test.ts';
import { LOOKS, STATES } from './shots.ts';

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({ colorScheme: look.colorScheme, viewport: look.viewport });

    for (const state of STATES) {
      test(state.name, async ({ page, modal, backend }) => {
        await page.goto(backend.address);
        await state.reach(page, modal);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({
          path: inRepository(`tests/screenshots/${state.name}-${look.name}.png`),
          fullPage: state.whole ?? false,
          // Without a blinking caret and running transitions, so that every run takes the same picture.
          caret: 'hide',
          animations: 'disabled',
        });
      });
    }
  });
}
