/** What is wrong with a webhook, or with the call that checks it. */
export type WebhookErrorCode =
  /** The call cannot work as it is written: a programmer's error. */
  | 'INVALID_OPTIONS'
  /** `body` is not the bytes as they came: a programmer's error. */
  | 'BODY_NOT_RAW'
  /** There is no `X-Passage-Signature`. */
  | 'MISSING_SIGNATURE'
  /** The signature is no token of the documented form. */
  | 'MALFORMED_SIGNATURE'
  /** The token names another algorithm than ES256. */
  | 'UNSUPPORTED_ALGORITHM'
  /** It was signed longer ago than `toleranceSeconds`. */
  | 'TOO_OLD'
  /** It was signed more than 60 s in the future, as this machine's clock sees it. */
  | 'TOO_NEW'
  /** `X-Passage-Timestamp` is missing or is not the time that was signed. */
  | 'TIMESTAMP_MISMATCH'
  /** Another body was signed than the one that came. */
  | 'BODY_MISMATCH'
  /** The key is not one of the service's. */
  | 'UNKNOWN_KEY'
  /** The service could not be asked for the key now; it sends the webhook again. */
  | 'KEYS_UNAVAILABLE'
  /** The signature was not made with the key it names. */
  | 'WRONG_SIGNATURE'
  /** Signed by the service, but of a kind that this version does not know. */
  | 'UNKNOWN_EVENT'
  /** Signed by the service, but not an event of the documented form. */
  | 'MALFORMED_EVENT';

const STATUS: Partial<Record<WebhookErrorCode, WebhookError['status']>> = {
  INVALID_OPTIONS: 500,
  BODY_NOT_RAW: 500,
  KEYS_UNAVAILABLE: 503,
  UNKNOWN_EVENT: 204,
  MALFORMED_EVENT: 400,
};

/** Why `verifyWebhook` does not vouch for a webhook. Its text holds nothing of the webhook itself. */
export class WebhookError extends Error {
  readonly code: WebhookErrorCode;
  /**
   * The HTTP status to answer with: 401 for a webhook that is not believed; 503 for one that should come again; 500 for
   * a mistake in the call; 400 and 204 for a believed one that cannot be used (204, because sending it again is no use).
   */
  readonly status: 204 | 400 | 401 | 500 | 503;

  constructor(code: WebhookErrorCode, text: string) {
    super(`[passage] ${text}`);
    this.name = 'WebhookError';
    this.code = code;
    this.status = STATUS[code] ?? 401;
  }
}
