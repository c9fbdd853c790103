// The same page with each older React; for the package nothing is set.

import { build } from 'vite';
import { OLDER_REACTS, aliases } from '../page/older-reacts.mjs';

for (const react of OLDER_REACTS) {
  await build({ resolve: { alias: aliases(react) }, build: { outDir: `dist/react-${react}` } });
}
