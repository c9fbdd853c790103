/** @jest-environment jsdom */
import { type Clock, MOMENTS, play, STORIES } from './stoppedClock';

// Fakes `queueMicrotask` and `nextTick`, too.
const clock: Clock = {
  stop: () => void jest.useFakeTimers(),
  start: () => void jest.useRealTimers(),
  waiting: () => jest.getTimerCount(),
};

for (const moment of MOMENTS) {
  for (const story of STORIES) {
    test(`useFakeTimers() ${moment}: ${story.name}`, async () => {
      expect(await play(story, moment, clock)).toEqual({ ends: story.ends, waited: 0 });
    });
  }
}
