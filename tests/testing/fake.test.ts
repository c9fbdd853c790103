// Every behaviour, with the fake.

import { expect, test } from 'vitest';
import { BEHAVIOURS } from './behaviour.ts';
import { fakeWorld } from './fake-world.ts';

test('the behaviours have names of their own', () => {
  const names = BEHAVIOURS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

for (const { name, run } of BEHAVIOURS) {
  test(name, async () => {
    const { world, undo } = fakeWorld();
    try {
      await run(world);
    } finally {
      undo();
    }
    // What is true whatever a behaviour did.
    const told = await world.told();
    for (const call of new Set(told.map((line) => line.split(' ')[0]))) {
      const endings = told.filter((line) => new RegExp(`^${call} on(ConnectionComplete|ConnectionError|Close)$`).test(line));
      expect(endings.length, `endings of call ${call}`).toBeLessThanOrEqual(1);
      expect(told).not.toContain(`${call} rejected`);
    }
  });
}
