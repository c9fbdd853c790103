// The whole table, group by group.

import type { Case, ProxiedCase } from '../case.ts';
import { backForward } from './back-forward.ts';
import { claim, proxiedClaim } from './claim.ts';
import { clock } from './clock.ts';
import { frame } from './frame.ts';
import { host } from './host.ts';
import { network, proxiedNetwork } from './network.ts';
import { leaving, pageLife } from './page-life.ts';
import { proxiedStatuses, statuses } from './status.ts';

export const groups: Record<string, Case[]> = {
  claim,
  status: [...statuses, ...clock],
  network,
  'page life': [...pageLife, ...leaving],
  frame,
  host,
};

export const proxied: Record<string, ProxiedCase[]> = {
  claim: proxiedClaim,
  status: proxiedStatuses,
  network: proxiedNetwork,
};

/** In a browser that keeps pages which are left. */
export const kept: Record<string, Case[]> = {
  'page life': backForward,
};
