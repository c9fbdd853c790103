// Runs the table. Cases share a page, as sessions in a page do, unless they need one of their own; the oracle runs after each.
// `table.ts` prints the results.

import { groups, proxied } from './cases/all.ts';
import { all, chunks, title } from './pages.ts';
import { run, runProxied } from './run.ts';
import { test } from './test.ts';

for (const [group, cases] of Object.entries(groups)) {
  test.describe(group, () => {
    for (const some of chunks(cases)) {
      test(title(some), async ({ worlds, silence }) => all(group, some, worlds, (row, world) => run(row, world, silence)));
    }
    for (const some of chunks(proxied[group] ?? [])) {
      test(`behind the proxy: ${title(some)}`, async ({ proxiedWorlds }) => all(group, some, proxiedWorlds, runProxied));
    }
  });
}
