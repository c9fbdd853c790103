// Runs every behaviour with the fake, and once more with every timer stopped that a test runner can stop.

import { expect, test, vi } from 'vitest';
import { ALL } from './sample-app/src/everyTimer.ts';
import { BEHAVIOURS } from './behaviour.ts';
import { fakeWorld } from './fake-world.ts';

test('the behaviours have names of their own', () => {
  const names = BEHAVIOURS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const both = BEHAVIOURS.flatMap(({ name, run }) => [
  { name, run, stopped: false },
  { name: `with fake timers: ${name}`, run, stopped: true },
]);

for (const { name, run, stopped } of both) {
  test(name, async () => {
    if (stopped) vi.useFakeTimers({ toFake: ALL });
    const { world, undo } = fakeWorld();
    try {
      await run(world);
      if (stopped) expect(vi.getTimerCount(), 'what waits for the clock').toBe(0);
    } finally {
      undo();
      vi.useRealTimers();
    }
    // This must hold after every behaviour.
    const told = await world.told();
    for (const call of new Set(told.map((line) => line.split(' ')[0]))) {
      const endings = told.filter((line) => new RegExp(`^${call} on(ConnectionComplete|ConnectionError|Close)$`).test(line));
      expect(endings.length, `endings of call ${call}`).toBeLessThanOrEqual(1);
      expect(told).not.toContain(`${call} rejected`);
    }
  });
}
