import { ERRORS } from '../generated/errors.js';
import { texts } from '../engine/texts/en.js';
import type { ConnectionError, ErrorCode } from '../generated/passage_web.js';

/** The codes that a session can end with. `INVALID_OPTIONS` is not one of them: `openAppClip` throws it. */
export type FailureCode = Exclude<ErrorCode, 'INVALID_OPTIONS'>;

/** Every other code comes from the status `failed` of a claimed link, including codes that only the service knows. */
const NOT_FROM_STATUS = [
  'INVALID_CLAIM_CODE',
  'LINK_ALREADY_COMPLETE',
  'LINK_IN_USE',
  'SERVICE_UNAVAILABLE',
  'NETWORK_ERROR',
  'FRAME_LOAD_FAILED',
  'SDK_LOAD_FAILED',
  'UNEXPECTED_RESPONSE',
  'INTERNAL_ERROR',
  'LINK_EXPIRED',
];

/** Whether the service reports this failure as the status `failed` of a claimed link. */
export function isToldByStatus(code: string): boolean {
  return !NOT_FROM_STATUS.includes(code);
}

/** The error that the host page gets for a code, its `userMessage` in English. A code that is not in the table is passed through and not retryable. */
export function connectionError(code: string, text?: string, linkId?: string, requestId?: string): ConnectionError {
  const known = Object.prototype.hasOwnProperty.call(ERRORS, code) ? ERRORS[code] : undefined;
  const [retryable, fallback, userText] = known ?? [false, 'The service reported an error.', 'broken' as const];
  return {
    error: text ?? fallback,
    userMessage: texts[userText],
    code,
    retryable,
    ...(linkId === undefined ? {} : { linkId }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
