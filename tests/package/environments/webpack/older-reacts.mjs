// Builds the same page with each older React, without any setting for the package.

import { resolve } from 'node:path';
import { OLDER_REACTS, aliases } from '../page/older-reacts.mjs';

export default OLDER_REACTS.map((react) => ({
  entry: './src/main.js',
  mode: 'production',
  output: { path: resolve(`dist/react-${react}`) },
  // Minifying takes most of the time, and happens only after the bundler has checked the names of React.
  optimization: { minimize: false },
  resolve: { alias: aliases(react) },
}));
