// @vitest-environment node
// The fake's errors, which the build takes from `src/told.rs`.

import { expect, test } from 'vitest';
import { ERRORS } from '../../../js/generated/errors.js';
import { texts } from '../../../js/engine/texts/en.ts';
import { connectionError, isToldByStatus } from '../../../js/testing/errors.ts';
import { FAILURES } from './behaviour.ts';

test('an unknown code is passed through and is not retryable, whatever its name', () => {
  for (const code of ['A_CODE_OF_TOMORROW', 'toString', '__proto__']) {
    expect(connectionError(code, undefined, undefined)).toEqual({
      error: 'The service reported an error.',
      userMessage: texts.broken,
      code,
      retryable: false,
    });
    expect(isToldByStatus(code)).toBe(true);
  }
});

test('the behaviours expect what the source says', () => {
  for (const { code, retryable } of FAILURES) {
    expect(ERRORS[code]?.[0] ?? false, code).toBe(retryable);
  }
});

test('every code has words for the person', () => {
  for (const [code, [, , userText]] of Object.entries(ERRORS)) {
    expect(texts[userText], code).toMatch(/^[A-Z].*\.$/);
    expect(connectionError(code).userMessage, code).toBe(texts[userText]);
  }
});
