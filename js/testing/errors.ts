import { ERRORS } from '../generated/errors.js';
import type { ConnectionError, ErrorCode } from '../generated/passage_web.js';

/** The codes a session can end with. `INVALID_OPTIONS` is none of them: `openAppClip` throws it. */
export type FailureCode = Exclude<ErrorCode, 'INVALID_OPTIONS'>;

/** All others are told by the status of a claimed link, those included that only the service knows. */
const NOT_OF_THE_STATUS = [
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

/** Whether the service reports this failure as the status `failed` of a link that somebody was connecting. */
export function isToldByStatus(code: string): boolean {
  return !NOT_OF_THE_STATUS.includes(code);
}

/** The error a host is given for this code; one that is not ours is passed through and is never retryable. */
export function connectionError(code: string, text: string | undefined, linkId: string | undefined): ConnectionError {
  const known = Object.prototype.hasOwnProperty.call(ERRORS, code) ? ERRORS[code] : undefined;
  const [retryable, fallback] = known ?? [false, 'The service reported an error.'];
  return { error: text ?? fallback, code, retryable, ...(linkId === undefined ? {} : { linkId }) };
}
