// The tests that SECURITY.md names: `path`: "a test", "another one".

import { existsSync, readFileSync } from 'node:fs';
import { repository } from './guides.mjs';

/** `{ path, name }` of each; `name` is missing where a whole file is meant. */
export function namedTests() {
  const text = readFileSync(`${repository}SECURITY.md`, 'utf8');
  return [...text.matchAll(/`([\w./-]+\.(?:rs|ts|mjs))`(?:: ((?:"[^"]+"(?:, )?)+))?/g)].flatMap(([, path, names]) =>
    names ? [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ path, name })) : [{ path }],
  );
}

/** Whether the file is there and has such a test: in Rust a function, elsewhere a text, or the part of one. */
export function isThere({ path, name }) {
  if (!existsSync(repository + path)) return false;
  if (!name) return true;
  const source = readFileSync(repository + path, 'utf8').replaceAll("\\'", "'");
  return path.endsWith('.rs') ? source.includes(`fn ${name}(`) : source.includes(name);
}
