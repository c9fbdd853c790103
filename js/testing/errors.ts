import type { ConnectionError, ErrorCode } from '../generated/passage_web.js';

/** The codes a session can end with. `INVALID_OPTIONS` is none of them: `openAppClip` throws it. */
export type FailureCode = Exclude<ErrorCode, 'INVALID_OPTIONS'>;

/** Whether trying again can help, and the text that comes with a code. Source: `src/error.rs`; a test compares the two. */
export const ERRORS: Readonly<Record<string, readonly [retryable: boolean, text: string]>> = {
  INVALID_CLAIM_CODE: [false, 'The claim code is not valid: create a new link on your server and pass its claim code.'],
  LINK_EXPIRED: [false, 'The link has expired: create a new one, or pass a function as claimCode so that it can be replaced.'],
  LINK_ALREADY_COMPLETE: [false, 'The link is already complete: each link connects once.'],
  LINK_IN_USE: [true, 'The link is in use by another session: close that one or try again in a moment.'],
  AUTOMATION_ERROR: [true, 'The automation at the provider failed; the same claim code can be claimed again.'],
  CLIENT_TIMEOUT: [true, 'The person did not answer in time; the same claim code can be claimed again.'],
  CONNECTION_FAILED: [true, 'The connection to the provider failed; the same claim code can be claimed again.'],
  UNKNOWN_PROVIDER: [false, 'The service does not know the provider of this link.'],
  RESULT_VALIDATION_ERROR: [false, "The provider's data did not have the expected shape."],
  SERVICE_UNAVAILABLE: [true, 'The Connect service is not available at the moment; try again later.'],
  NETWORK_ERROR: [true, 'The Connect service could not be reached: check the connection, baseUrl and the connect-src policy.'],
  FRAME_LOAD_FAILED: [true, "The frame did not load: check the page's frame-src policy and the frame's frame-ancestors."],
  SDK_LOAD_FAILED: [true, "The SDK's WebAssembly could not be loaded."],
  UNEXPECTED_RESPONSE: [false, 'The Connect service gave an answer that this version does not understand.'],
  INTERNAL_ERROR: [true, 'Something went wrong inside the SDK; the next call starts afresh.'],
};

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
