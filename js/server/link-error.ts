/** What went wrong with a call to the service. */
export type LinkErrorCode =
  /** The call cannot work as it is written; nothing was sent. */
  | 'INVALID_OPTIONS'
  /** 400: `issues` says all that is wrong with the request. */
  | 'VALIDATION_FAILED'
  /** 401 or 403: the API key is not accepted. */
  | 'UNAUTHORIZED'
  /** 404: no link of this API key has this id. */
  | 'NOT_FOUND'
  /** 429 */
  | 'RATE_LIMITED'
  /** 408, 425 or 5xx */
  | 'SERVICE_UNAVAILABLE'
  /** No connection, or it broke. */
  | 'NETWORK_ERROR'
  /** No whole answer within `timeoutSeconds`. */
  | 'TIMEOUT'
  /** Any other answer. */
  | 'UNEXPECTED_RESPONSE';

/** One thing that is wrong with a request. */
export interface LinkIssue {
  /** Such as `operations[0].arguments.months`; empty for the request as a whole. */
  path: string;
  /** What would be right. */
  message: string;
}

/** Why `createLink` or `getLink` did not succeed. Holds neither the API key nor what was sent. */
export class LinkError extends Error {
  readonly code: LinkErrorCode;
  /** The HTTP status, null without an answer. */
  readonly status: number | null;
  /** All that is wrong with the request, if that is it; else empty. */
  readonly issues: readonly LinkIssue[];
  /** Whether the same call may succeed later. A repeated `createLink` may leave a link behind that expires unused. */
  readonly retryable: boolean;
  /** How long the service asks to wait, in seconds, if it does. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: LinkErrorCode,
    text: string,
    answer: { status?: number; issues?: readonly LinkIssue[]; retryAfterSeconds?: number | null } = {},
  ) {
    super(`[passage] ${text}`);
    this.name = 'LinkError';
    this.code = code;
    this.status = answer.status ?? null;
    this.issues = answer.issues ?? [];
    this.retryable = ['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'NETWORK_ERROR', 'TIMEOUT'].includes(code);
    this.retryAfterSeconds = answer.retryAfterSeconds ?? null;
  }
}
