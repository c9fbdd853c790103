// The older Reacts, which a project installs under other names: `react-17` takes the place of `react`.

import { resolve } from 'node:path';

export const OLDER_REACTS = ['16', '17', '18'];

/** The setting `resolve.alias` of the project's bundler. The longest name comes first, because the first match counts. */
export function aliases(react) {
  const client = react < 18 ? { 'react-dom/client': resolve('src/generated/legacy-client.js') } : {};
  return { ...client, 'react-dom': `react-dom-${react}`, react: `react-${react}` };
}
