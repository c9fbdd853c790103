// Every behaviour that the fake has, with the real engine. `lab` judges the page after each: one ending, nothing left.

import { test } from '../../../harness/lab.ts';
import { BEHAVIOURS } from '../behaviour.ts';
import { RealWorld } from './world.ts';

for (const { name, run } of BEHAVIOURS) {
  test(name, async ({ page, lab, service, witness }) => {
    // What the behaviours' own callbacks throw.
    witness.allow(/^unhandled: (boom|my own)$/);
    await lab.goto();
    await run(new RealWorld(page, lab, service));
  });
}
