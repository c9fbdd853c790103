// Runs cases one after the other in the page that they share; the oracle judges after each.

import { note } from '../../harness/table.ts';
import type { Case, ProxiedCase, ProxiedWorld, World } from './case.ts';
import type { Seen } from './run.ts';
import { expect, test } from './test.ts';

/** How many cases share a page. */
const IN_A_PAGE = 10;

/** Runs cases in one page, lets the oracle judge after each, and records the results. A failed case does not stop the others. */
export async function all<C extends Case | ProxiedCase, W extends World | ProxiedWorld>(
  group: string,
  rows: C[],
  make: () => W | Promise<W>,
  run: (row: C, world: W) => Promise<Seen>,
): Promise<void> {
  // Enough for ten cases of two minutes each on a busy machine.
  test.setTimeout(300_000);
  const first = await make();
  await rows[0]!.prepare?.(first as never);
  await first.time.load();
  const wrong: string[] = [];
  for (const row of rows) {
    // A fault that repeats would use up the time in which to report it.
    if (wrong.length === 3) break;
    await test.step(row.fault, async () => {
      const world = await make();
      try {
        const seen = await run(row, world);
        await world.lab.judge();
        // The oracle counts the browser's timers; these belong to the stopped clock.
        expect(await world.lab.page.evaluate(() => firstTimer()), 'timers left').toBeNull();
        note('case', { group, name: row.fault }, seen);
      } catch (error) {
        wrong.push(`${row.fault}: ${String(error)}`);
        if (row !== rows.at(-1)) await world.time.load();
      }
    });
  }
  expect(wrong, 'cases that went wrong').toEqual([]);
}

/** Groups cases by page: cases with the same preparation, or with none, share one. */
export function chunks<C extends { prepare?: unknown }>(cases: C[]): C[][] {
  const pages: C[][] = [];
  for (const row of cases) {
    const last = pages.at(-1);
    const shares = last && last.length < IN_A_PAGE && row.prepare === last[0]!.prepare;
    if (shares) last.push(row);
    else pages.push([row]);
  }
  return pages;
}

export function title(rows: { fault: string }[]): string {
  return rows.length === 1 ? rows[0]!.fault : `${rows[0]!.fault} … ${rows.at(-1)!.fault}`;
}
