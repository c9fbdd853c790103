// Every behaviour, group by group.

import type { Behaviour } from '../behaviour.ts';
import { faults } from './faults.ts';
import { frame } from './frame.ts';
import { hostPages } from './host-pages.ts';
import { hosts } from './hosts.ts';
import { modal } from './modal.ts';
import { promises } from './promises.ts';
import { returnUrl } from './return-url.ts';
import { UNLIKE } from './unlike.ts';

export const groups: Record<string, Behaviour[]> = {
  promises,
  modal,
  "inside of a host page's modal": hosts,
  'the frame': frame,
  returnUrl,
  faults,
  ...hostPages(UNLIKE),
};
