// Runs the behaviours in the project's engine, each in windows of its sizes. `table.ts` prints the results.

import { groups } from './behaviours/all.ts';
import { type Size, SIZES } from './driver.ts';
import { test } from './test.ts';

for (const [group, behaviours] of Object.entries(groups)) {
  test.describe(group, () => {
    for (const size of Object.keys(SIZES) as Size[]) {
      test.describe(size, () => {
        test.use({ size });
        for (const { name, smoke, sizes, without, run } of behaviours) {
          if (sizes && !sizes.includes(size)) continue;
          test(name, { tag: smoke === size ? '@smoke' : [] }, async ({ engine, driver, tab, serve, connect }) => {
            test.skip(without?.[engine] !== undefined, without?.[engine]);
            test.info().annotations.push({ type: 'browser', description: driver.version });
            await run({ driver, tab, serve, connect });
          });
        }
      });
    }
  });
}
