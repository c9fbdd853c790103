// @vitest-environment node
// src/error.rs is where the codes stand; the fake's table must say the same.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectionError, ERRORS, isToldByStatus } from '../../js/testing/errors.ts';
import { FAILURES } from './behaviour.ts';

const source = readFileSync(new URL('../../src/error.rs', import.meta.url), 'utf8');
const list = /^error_codes! \{\n(.*?)^\}/ms.exec(source)![1]!;
const rows = [...list.matchAll(/^ {4}\w+ = ("\w+"), (true|false), (".*");$/gm)].map(([, name, retryable, text]) => ({
  name: JSON.parse(name!) as string,
  retryable: retryable === 'true',
  text: JSON.parse(text!) as string,
}));

test('every code is read from the source', () => {
  expect(rows).toHaveLength(list.split('\n').filter((line) => / = "/.test(line)).length);
  expect(rows.length).toBeGreaterThan(10);
});

test('the fake has the codes, retryable values and texts of the source', () => {
  const delivered = rows.filter(({ name }) => name !== 'INVALID_OPTIONS');
  expect(ERRORS).toEqual(Object.fromEntries(delivered.map(({ name, retryable, text }) => [name, [retryable, text]])));
});

test('a code that is not ours is passed through and is not retryable, whatever it is called', () => {
  for (const code of ['A_CODE_OF_TOMORROW', 'toString', '__proto__']) {
    expect(connectionError(code, undefined, undefined)).toEqual({ error: 'The service reported an error.', code, retryable: false });
    expect(isToldByStatus(code)).toBe(true);
  }
});

test('the behaviours expect what the source says', () => {
  for (const { code, retryable } of FAILURES) {
    expect(rows.find(({ name }) => name === code)?.retryable ?? false, code).toBe(retryable);
  }
});
