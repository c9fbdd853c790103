// Runs every behaviour of the fake with the real engine. After each, `lab` judges the page: one ending, nothing left.

import { test } from '../../../harness/lab.ts';
import { BEHAVIOURS } from '../behaviour.ts';
import { RealWorld } from './world.ts';

for (const { name, run } of BEHAVIOURS) {
  test(name, async ({ page, lab, service, witness }) => {
    // Errors that the behaviours' own callbacks throw.
    witness.allow(/^unhandled: (boom|my own)$/);
    await lab.goto();
    await run(new RealWorld(page, lab, service));
  });
}
