// Runs the table: for each row, a page of its own and a whole connection in it, then the lab's oracle. `table.ts` prints the results.

import { test } from '../../harness/test.ts';
import { note } from '../../harness/table.ts';
import { groups } from './cases/all.ts';
import { run } from './run.ts';
import { real, scripted } from './service.ts';

for (const [group, rows] of Object.entries(groups)) {
  test.describe(group, () => {
    for (const row of rows.filter(({ real }) => !real)) {
      test(row.page, async ({ page, context, serve, witness }) => {
        const service = await serve(scripted(row.frameHeaders ?? {}));
        note('host page', { group, name: row.page }, await run(row, { page, context, serve, service, witness }));
      });
    }
    for (const row of rows.filter(({ real }) => real)) {
      test(row.page, async ({ page, context, serve, witness, connect }) => {
        note('host page', { group, name: row.page }, await run(row, { page, context, serve, service: real(connect), witness }));
      });
    }
  });
}
