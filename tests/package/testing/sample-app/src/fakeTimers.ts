// For a suite with fake timers in all of its tests, including those that Vitest leaves out by default.

import { afterAll, vi } from 'vitest';
import { ALL } from './everyTimer';

vi.useFakeTimers({ toFake: ALL });
afterAll(() => void vi.useRealTimers());
