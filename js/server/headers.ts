import { WebhookError } from './webhook-error.js';
import type { WebhookHeaders } from './webhook-options.js';

/** A header by its lower-case name. Several values are joined as in HTTP, rather than picking one of them. */
export function header(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) {
    throw new WebhookError('INVALID_OPTIONS', "verifyWebhook needs the request's headers.");
  }
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name && value) || []);
  return values.length ? values.join(', ') : undefined;
}
