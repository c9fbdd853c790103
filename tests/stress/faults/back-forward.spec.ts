// The rows that need a browser with a back-forward cache, which test browsers switch off.

import { kept } from './cases/all.ts';
import { all, chunks, title } from './pages.ts';
import { run } from './run.ts';
import { test } from './test.ts';

test.use({
  launchOptions: { executablePath: process.env['CHROME_PATH']!, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
  // The back-forward cache does not keep a page with `no-store`.
  pageHeaders: { 'cache-control': 'no-cache' },
});

for (const [group, cases] of Object.entries(kept)) {
  for (const some of chunks(cases)) {
    test(title(some), async ({ worlds, silence }) => all(group, some, worlds, (row, world) => run(row, world, silence)));
  }
}
