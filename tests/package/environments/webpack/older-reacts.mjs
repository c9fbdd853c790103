// The same page with each older React; for the package nothing is set.

import { resolve } from 'node:path';
import { OLDER_REACTS, aliases } from '../page/older-reacts.mjs';

export default OLDER_REACTS.map((react) => ({
  entry: './src/main.js',
  mode: 'production',
  output: { path: resolve(`dist/react-${react}`) },
  // Takes most of the time, and comes after everything that asks which names a React has.
  optimization: { minimize: false },
  resolve: { alias: aliases(react) },
}));
