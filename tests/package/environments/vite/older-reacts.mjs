// Builds the same page with each older React, without any setting for the package.

import { build } from 'vite';
import { OLDER_REACTS, aliases } from '../page/older-reacts.mjs';

for (const react of OLDER_REACTS) {
  await build({ resolve: { alias: aliases(react) }, build: { outDir: `dist/react-${react}` } });
}
