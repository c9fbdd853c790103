// The whole table, group by group.

import type { HostPage } from '../row.ts';
import { behaviour } from './behaviour.ts';
import { classes } from './dom.ts';
import { copies } from './frameworks.ts';
import { globals } from './globals.ts';
import { openings, options } from './habits.ts';
import { bodies, doings, listeners } from './life.ts';
import { styles } from './looks.ts';
import { documents, frames, openers } from './places.ts';
import { policies } from './policies.ts';
import { shared } from './prototypes.ts';
import { reacts } from './react.ts';
import { wrappers } from './wrappers.ts';

export const groups: Record<string, HostPage[]> = {
  globals: [...globals, ...behaviour],
  prototypes: [...shared, ...classes],
  'wrappers of fetch': wrappers,
  policies,
  places: [...frames, ...documents, ...openers],
  styles,
  'the page goes on': [...bodies, ...listeners, ...doings],
  'ways of calling': [...openings, ...options, ...copies, ...reacts],
};
