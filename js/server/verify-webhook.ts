import { readBaseUrl } from './base-url.js';
import { givenKey } from './given-keys.js';
import { header } from './headers.js';
import { KeyRing } from './key-ring.js';
import { rawBytes } from './raw-body.js';
import { readToken } from './token.js';
import { WebhookError } from './webhook-error.js';
import { readEvent, type WebhookEvent } from './webhook-event.js';
import type { VerifyWebhookOptions } from './webhook-options.js';

/** How far the service's clock may be ahead of this machine's, in seconds. */
const AHEAD_S = 60;

/** The keys by service, kept for the life of the process or of the edge isolate. */
const rings = new Map<string, KeyRing>();

/**
 * Verifies that a webhook was sent by the Connect service, is recent, and was not changed on its way; returns its event.
 * A genuine webhook may arrive more than once: the same `linkId` and `timestamp` are the same event.
 *
 * @throws `WebhookError`: its `code` says what is wrong, its `status` is the HTTP status to answer with.
 */
export async function verifyWebhook<Result = Record<string, unknown>>(options: VerifyWebhookOptions): Promise<WebhookEvent<Result>> {
  const { headers, keys, baseUrl, toleranceSeconds = 300 } = options ?? {};
  const service = readBaseUrl(baseUrl);
  if (!service) throw invalid('baseUrl must be the http(s) address of the Connect service, without query or fragment.');
  if (keys && baseUrl) throw invalid('verifyWebhook takes baseUrl or keys, not both.');
  if (!Number.isFinite(toleranceSeconds) || toleranceSeconds <= 0) throw invalid('toleranceSeconds must be above 0.');
  const body = rawBytes(options?.body);

  const text = header(headers, 'x-passage-signature');
  if (!text) throw new WebhookError('MISSING_SIGNATURE', 'The request has no X-Passage-Signature.');
  const token = readToken(text);

  // Every check that needs no key comes before the look-up of the key, so that few forged webhooks cause a request.
  const now = Date.now() / 1_000;
  if (token.iat < now - toleranceSeconds) throw new WebhookError('TOO_OLD', 'The signature is too old.');
  if (token.iat > now + AHEAD_S) throw new WebhookError('TOO_NEW', "The signature is dated in the future: check this machine's clock.");
  // The time that is signed decides. A proxy may have dropped the header; where it is there, it must be of the same time.
  const stamped = header(headers, 'x-passage-timestamp');
  if (stamped !== undefined && !(/^\d+$/.test(stamped) && Math.abs(Number(stamped) - token.iat) <= toleranceSeconds)) {
    throw new WebhookError('TIMESTAMP_MISMATCH', 'X-Passage-Timestamp is not the time that was signed.');
  }
  if (!equal(await sha256(body), token.bodyHash)) {
    throw new WebhookError(
      'BODY_MISMATCH',
      'The signature is for another body. Pass the bytes as they were received, not parsed and serialized again.',
    );
  }

  const key = keys ? await givenKey(keys, token.kid) : await ring(service).find(token.kid);
  if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, token.signature, token.signed))) {
    throw new WebhookError('WRONG_SIGNATURE', 'The signature was not made with the key that it names.');
  }
  return readEvent<Result>(body);
}

function ring(service: string): KeyRing {
  let found = rings.get(service);
  if (!found) rings.set(service, (found = new KeyRing(service)));
  return found;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares two strings of 64 characters in constant time. */
function equal(a: string, b: string): boolean {
  let difference = 0;
  for (let i = 0; i < 64; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function invalid(text: string): WebhookError {
  return new WebhookError('INVALID_OPTIONS', text);
}
