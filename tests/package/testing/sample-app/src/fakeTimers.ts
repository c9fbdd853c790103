// For a suite that has fake timers in all of its tests, those included that Vitest leaves alone by itself.

import { afterAll, vi } from 'vitest';
import { ALL } from './everyTimer';

vi.useFakeTimers({ toFake: ALL });
afterAll(() => void vi.useRealTimers());
