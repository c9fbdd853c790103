// The whole table, group by group.

import type { Case, ProxiedCase } from '../case.ts';
import { claim, proxiedClaim } from './claim.ts';
import { frame } from './frame.ts';
import { host } from './host.ts';
import { network, proxiedNetwork } from './network.ts';
import { leaving, pageLife } from './page-life.ts';
import { proxiedStatuses, statuses } from './status.ts';

export const groups: Record<string, Case[]> = {
  claim,
  status: statuses,
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
