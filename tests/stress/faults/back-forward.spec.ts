// The rows that need a browser which keeps pages that are left, as people's browsers do.

import { kept } from './cases/all.ts';
import { all, chunks, title } from './pages.ts';
import { run } from './run.ts';
import { test } from './test.ts';

test.use({
  launchOptions: { executablePath: process.env['CHROME_PATH']!, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
  // A page that must not be stored is not kept either.
  pageHeaders: { 'cache-control': 'no-cache' },
});

for (const [group, cases] of Object.entries(kept)) {
  for (const some of chunks(cases)) {
    test(title(some), async ({ worlds, silence }) => all(group, some, worlds, (row, world) => run(row, world, silence)));
  }
}
