import { readBaseUrl } from './base-url.js';
import { header } from './headers.js';
import { rawBytes } from './raw-body.js';
import { WebhookError } from './webhook-error.js';
import { readEvent, type WebhookEvent } from './webhook-event.js';
import type { VerifyWebhookOptions } from './webhook-options.js';

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

  const signature = header(headers, 'x-passage-signature');
  if (!signature) throw new WebhookError('MISSING_SIGNATURE', 'The request has no X-Passage-Signature.');
  const timestamp = header(headers, 'x-passage-timestamp');

  const { checkSignature } = await import('./signature.js');
  await checkSignature({ body, signature, timestamp, toleranceSeconds, service, keys });
  return readEvent<Result>(body);
}

function invalid(text: string): WebhookError {
  return new WebhookError('INVALID_OPTIONS', text);
}
