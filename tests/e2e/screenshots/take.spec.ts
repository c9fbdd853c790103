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
          // A blinking caret and half-way transitions would make each run's picture another one.
          caret: 'hide',
          animations: 'disabled',
        });
      });
    }
  });
}
