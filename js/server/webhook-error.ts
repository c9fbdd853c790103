/** What is wrong with a webhook, or with the call that verifies it. */
export type WebhookErrorCode =
  /** The call cannot work as it is written: a programmer's error. */
  | 'INVALID_OPTIONS'
  /** `body` is not the raw body: a programmer's error. */
  | 'BODY_NOT_RAW'
  /** The request has no `X-Passage-Signature`. */
  | 'MISSING_SIGNATURE'
  /** The signature is not a JWT of the documented form. */
  | 'MALFORMED_SIGNATURE'
  /** The signature names an algorithm other than ES256. */
  | 'UNSUPPORTED_ALGORITHM'
  /** It was signed longer ago than `toleranceSeconds`. */
  | 'TOO_OLD'
  /** It was signed more than 60 s in the future, as this machine's clock sees it. */
  | 'TOO_NEW'
  /** `X-Passage-Timestamp` is there, and differs from the time that was signed by more than `toleranceSeconds`. */
  | 'TIMESTAMP_MISMATCH'
  /** The signature is for another body than the one that arrived. */
  | 'BODY_MISMATCH'
  /** The key is not one of the service's. */
  | 'UNKNOWN_KEY'
  /** The key could not be looked up now. The service sends the webhook again. */
  | 'KEYS_UNAVAILABLE'
  /** The signature was not made with the key that it names. */
  | 'WRONG_SIGNATURE'
  /** The webhook is signed by the service, but of a kind that this version does not know. */
  | 'UNKNOWN_EVENT'
  /** The webhook is signed by the service, but is not an event of the documented form. */
  | 'MALFORMED_EVENT';

const STATUS: Partial<Record<WebhookErrorCode, WebhookError['status']>> = {
  INVALID_OPTIONS: 500,
  BODY_NOT_RAW: 500,
  KEYS_UNAVAILABLE: 503,
  UNKNOWN_EVENT: 204,
  MALFORMED_EVENT: 400,
};

/** Why `verifyWebhook` did not accept a webhook. Its text contains nothing of the webhook itself. */
export class WebhookError extends Error {
  readonly code: WebhookErrorCode;
  /**
   * The HTTP status to answer with: 401 for a webhook that is not genuine, 503 to have it sent again, 500 for a mistake in the call,
   * 400 for a genuine one that is malformed, 204 for a genuine one of an unknown kind, which need not be sent again.
   */
  readonly status: 204 | 400 | 401 | 500 | 503;

  constructor(code: WebhookErrorCode, text: string) {
    super(`[passage] ${text}`);
    this.name = 'WebhookError';
    this.code = code;
    this.status = STATUS[code] ?? 401;
  }
}
