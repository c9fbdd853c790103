// The package's entries, each with the file that it begins with: what it needs stands in that folder, or in one that it shares.

export const ENTRIES = {
  core: 'call/core.ts',
  index: 'react/index.ts',
  testing: 'testing/index.ts',
  server: 'server/index.ts',
};
