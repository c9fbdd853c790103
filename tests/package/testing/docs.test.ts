// @vitest-environment node
// The guide shows files of the sample app, which other tests run, and the suites for Vitest and for Jest are the same.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const file = (name: string) => readFileSync(new URL(`sample-app/src/${name}`, import.meta.url), 'utf8');
const guide = readFileSync(new URL('../../../pkg-template/docs/testing.md', import.meta.url), 'utf8');

test('each snippet of the guide is a file of the sample app', () => {
  const snippets = [...guide.matchAll(/^\*\*`(.*)`:\*\*\n\n```tsx\n([^]*?)^```$/gm)];
  expect(snippets.map(([, name]) => name)).toEqual(['ConnectAccount.tsx', 'ConnectAccount.vitest.tsx']);
  for (const [, name, code] of snippets) expect(code).toBe(file(name!));
});

test('the suite for Jest is that for Vitest, changed as the guide says', () => {
  const changed = file('ConnectAccount.vitest.tsx')
    .replace(/^.*\n/, '/** @jest-environment jsdom */\n')
    .replace(/^import .* from 'vitest';\n/m, '')
    .replaceAll('vi.fn', 'jest.fn');
  expect(file('ConnectAccount.jest.tsx')).toBe(changed);
});

test('the guide names every method of the fake', () => {
  const methods = ['complete', 'fail', 'expire', 'close', 'emit', 'sessions', 'reset', 'uninstall'];
  const [ofTheFake] = guide.split('\n## End-to-end tests');
  const rows = [...ofTheFake!.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name);
  expect(rows).toEqual(methods);
});
