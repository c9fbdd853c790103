// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { ALL } from './everyTimer';
import { type Clock, MOMENTS, play, STORIES } from './stoppedClock';

const CLOCKS: Record<string, () => void> = {
  'useFakeTimers()': () => void vi.useFakeTimers(),
  'useFakeTimers({ toFake: all })': () => void vi.useFakeTimers({ toFake: ALL }),
};

for (const [how, stop] of Object.entries(CLOCKS)) {
  const clock: Clock = { stop, start: () => void vi.useRealTimers(), waiting: () => vi.getTimerCount() };
  for (const moment of MOMENTS) {
    for (const story of STORIES) {
      test(`${how} ${moment}: ${story.name}`, async () => {
        expect(await play(story, moment, clock)).toEqual({ ends: story.ends, waited: 0 });
      });
    }
  }
}
