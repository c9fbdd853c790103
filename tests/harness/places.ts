import { fileURLToPath } from 'node:url';

/** A path from the root of the repository. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The packed tarball, unpacked by npm: what a user's node_modules hold. */
export const UNPACKED = inRepository('tests/e2e/guide/node_modules/@getpassage/web-react');
