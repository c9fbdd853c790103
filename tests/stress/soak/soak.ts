// The soak: makes visits in several pages at once, until the time is up or a visit breaks a promise.

import type { Browser } from '@playwright/test';
import type { Size } from '../../harness/memory.ts';
import { Lane } from './lane.ts';
import { Tally } from './tally.ts';

/** After this many visits, a page's caches are full; growth after that is a leak. */
export const WARM_UP = 10;

/** How much a page may grow after that, whatever the number of visits. */
const ALLOWED = {
  documents: 0,
  // The browser itself sometimes still keeps one that was removed.
  nodes: 2,
  // Of the browser's count; the page's own (`counts.js`) is exact after every visit. Six pages had 53 or 55, whatever their visits.
  listeners: 4,
  // The engine's memory never shrinks: it is as large as its largest moment, an answer of 64 KB read into buffers that double.
  wasmBytes: 256 * 1_024,
  heapBytes: 512 * 1_024,
};

export interface Wish {
  seed: number;
  pages: number;
  /** Whether another visit may begin. */
  more: (visits: number) => boolean;
  /** The first visit. */
  from?: number;
  /** Called after each visit. */
  progress?: (tally: Tally) => void;
}

/** The size of a page after its first visits, and at the end. */
export interface Weight {
  visits: number;
  warm: Size;
  end: Size;
}

export interface Run {
  tally: Tally;
  weights: Weight[];
  restarts: number;
}

/** Makes visits, and throws at the first that breaks a promise. */
export async function soak(browser: Browser, { seed, pages, more, from = 0, progress }: Wish): Promise<Run> {
  const tally = new Tally();
  const lanes: Lane[] = [];
  try {
    // One after the other, because each service gets its proxy's address from the environment.
    for (let lane = 0; lane < pages; lane += 1) lanes.push(await Lane.start(browser, seed, tally));
    let next = from;
    let failed = false;
    const visits = lanes.map(() => 0);
    const visit = async (most: number): Promise<void> => {
      const ended = await Promise.allSettled(
        lanes.map(async (lane, index) => {
          for (let count = 0; count < most && !failed && more(next - from); count += 1) {
            try {
              await lane.run(next++);
            } catch (error) {
              failed = true;
              throw error;
            }
            visits[index]! += 1;
            progress?.(tally);
          }
        }),
      );
      // The others have come to the end of their visits, and may have found more.
      const wrong = ended.flatMap((each) => (each.status === 'rejected' ? [String((each.reason as Error).message)] : []));
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    };
    await visit(WARM_UP);
    const warm = await Promise.all(lanes.map((lane) => lane.size()));
    await visit(Infinity);
    const end = await Promise.all(lanes.map((lane) => lane.size()));
    for (const lane of lanes) await lane.judgeLedger();
    const weights = lanes.map((_, index) => ({ visits: visits[index]!, warm: warm[index]!, end: end[index]! }));
    return { tally, weights, restarts: lanes.reduce((sum, { restarts }) => sum + restarts, 0) };
  } finally {
    for (const lane of lanes) await lane.stop();
  }
}

/** What has grown in a page more than it may. */
export function grown({ visits, warm, end }: Weight): string[] {
  const wrong = (Object.keys(ALLOWED) as (keyof typeof ALLOWED)[]).filter((what) => end[what] > warm[what] + ALLOWED[what]);
  return wrong.map((what) => `${what}: ${warm[what]} after ${WARM_UP} visits, ${end[what]} after ${visits}`);
}
