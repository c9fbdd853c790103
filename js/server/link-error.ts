/** Why a call to the service failed. */
export type LinkErrorCode =
  /** The call cannot work as it is written. Nothing was sent. */
  | 'INVALID_OPTIONS'
  /** 400: `issues` lists everything that is wrong with the request. */
  | 'VALIDATION_FAILED'
  /** 401 or 403: the service does not accept the API key. */
  | 'UNAUTHORIZED'
  /** 404: this API key has no link with this id. */
  | 'NOT_FOUND'
  /** 422: the idempotency key came with another request before. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** 429: too many requests. */
  | 'RATE_LIMITED'
  /** 408, 425 or 5xx: the service cannot answer now. */
  | 'SERVICE_UNAVAILABLE'
  /** There was no connection, or it broke. */
  | 'NETWORK_ERROR'
  /** The answer was not complete within `timeoutSeconds`. */
  | 'TIMEOUT'
  /** Any other answer. */
  | 'UNEXPECTED_RESPONSE';

/** One thing that is wrong with a request. */
export interface LinkIssue {
  /** The field, such as `operations[0].arguments.months`; empty for the request as a whole. */
  path: string;
  /** What is expected there. */
  message: string;
}

/** Thrown when a call to the service fails. Contains neither the API key nor the request. */
export class LinkError extends Error {
  readonly code: LinkErrorCode;
  /** The HTTP status; null if there was no answer. */
  readonly status: number | null;
  /** With `VALIDATION_FAILED`, everything that is wrong with the request; else empty. */
  readonly issues: readonly LinkIssue[];
  /** Whether the same call may succeed later. It was tried again already; repeat `createLink` with the same `idempotencyKey`. */
  readonly retryable: boolean;
  /** How long the service asks to wait before the next try, in seconds; null if it does not say. */
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
