// Host pages that cannot be tried in an engine, each with its reason.

import type { Engine } from '../driver.ts';

export const UNLIKE: Record<string, Partial<Record<Engine, string>>> = {};
