// The Reacts before the newest, which a project has under names of their own: `react-17` is what `react` means there.

import { resolve } from 'node:path';

export const OLDER_REACTS = ['16', '17', '18'];

/** For the setting `resolve.alias` of a bundler that npm runs in a project: the longest name first, as the first one counts. */
export function aliases(react) {
  const client = react < 18 ? { 'react-dom/client': resolve('src/generated/legacy-client.js') } : {};
  return { ...client, 'react-dom': `react-dom-${react}`, react: `react-${react}` };
}
