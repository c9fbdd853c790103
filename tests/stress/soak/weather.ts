// Chooses the fault of each request, from the seed, the visit's number, the link (the first or second of its visit), the kind of
// request, and how many of that kind came before. So a request gets the same fault again, whenever the browser sends it.

import type { ProxyFault } from '../../harness/proxy.ts';
import { chance, pick } from './random.ts';

export type Kind =
  | 'claim'
  | 'status'
  /** A status request that asks the service to wait. */
  | 'held'
  /** The frame's page. */
  | 'page'
  /** The frame's own calls: its state, the login, the one-time code. */
  | 'frame';

/** How often requests meet faults. In `dead` weather every claim meets the same fault. */
const RATES = {
  fair: { claim: 0, status: 0, held: 0, page: 0, frame: 0 },
  rough: { claim: 0.25, status: 0.2, held: 0.25, page: 0.02, frame: 0.1 },
  storm: { claim: 0.5, status: 0.5, held: 0.6, page: 0.05, frame: 0.3 },
  dead: { claim: 1, status: 0, held: 0, page: 0, frame: 0 },
} satisfies Record<string, Record<Kind, number>>;

export type Weather = keyof typeof RATES;

const FAULTS: Record<Kind, readonly (readonly [ProxyFault, number])[]> = {
  claim: [
    ['reset', 4],
    ['closed', 2],
    ['replyLost', 4],
    ['cut', 3],
    ['cutInGoodOrder', 2],
    ['huge', 1],
    ['garbage', 2],
    ['busy', 3],
    ['limited', 2],
    ['portal', 1],
    ['late', 3],
    ['swallowed', 0.5],
  ],
  status: [
    ['reset', 4],
    ['closed', 2],
    ['replyLost', 3],
    ['cut', 3],
    ['cutInGoodOrder', 2],
    ['huge', 1],
    ['garbage', 2],
    ['busy', 3],
    ['limited', 2],
    ['portal', 1],
    ['late', 3],
    ['swallowed', 0.5],
  ],
  held: [
    ['severed', 5],
    ['replyLost', 3],
    ['cut', 2],
    ['busy', 2],
    ['limited', 1],
    ['garbage', 1],
    ['late', 2],
    ['swallowed', 0.5],
  ],
  page: [
    ['reset', 1],
    ['closed', 1],
    ['cut', 1],
    ['busy', 1],
    ['late', 4],
  ],
  frame: [
    ['reset', 3],
    ['closed', 2],
    ['replyLost', 4],
    ['cut', 2],
    ['garbage', 1],
    ['busy', 3],
    ['limited', 1],
    ['late', 3],
  ],
};

/** The faults of a claim that always fails, without those for which it would wait ten seconds each time. */
const DEAD: readonly (readonly [ProxyFault, number])[] = FAULTS.claim.filter(([fault]) => fault !== 'swallowed' && fault !== 'late');

/** The faults after which the page gets its answer nevertheless. */
export const HARMLESS: ReadonlySet<ProxyFault> = new Set(['late']);

export function weatherOf(seed: number, visit: number): Weather {
  return pick<Weather>(
    [
      ['fair', 30],
      ['rough', 55],
      ['storm', 13],
      ['dead', 2],
    ],
    seed,
    visit,
    'weather',
  );
}

/** What the request with this number, from 0, of this kind, about this link of the visit meets. */
export function faultOf(seed: number, visit: number, link: number, kind: Kind, index: number): ProxyFault | undefined {
  const weather = weatherOf(seed, visit);
  if (weather === 'dead') return kind === 'claim' ? pick(DEAD, seed, visit, 'dead') : undefined;
  if (chance(seed, visit, link, kind, index, 'whether') >= RATES[weather][kind]) return undefined;
  return pick(FAULTS[kind], seed, visit, link, kind, index, 'which');
}
