// The package's entries, each with its source file. The rest of an entry's code is in the same folder, or in one that entries share.

export const ENTRIES = {
  core: 'call/core.ts',
  index: 'react/index.ts',
  element: 'element/index.ts',
  debug: 'debug/index.ts',
  testing: 'testing/index.ts',
  playwright: 'playwright/index.ts',
  server: 'server/index.ts',
};
