import { asObject, jsonObject } from './encoding.js';
import { WebhookError } from './webhook-error.js';

/** Why a link failed: a code of the documented table and a text for a developer. */
export interface LinkFailure {
  code: string;
  message: string;
}

/** A link is complete, with the result of its operations. */
export interface LinkCompleteEvent<Result = Record<string, unknown>> {
  event: 'link.complete';
  linkId: string;
  status: 'complete';
  /** One operation: its result. Several: `{ operations: [{ resource, action, data }] }`. */
  result: Result;
  /** When the link ended, in epoch milliseconds. */
  timestamp: number;
}

/** A session of the link failed; the same link may still be completed by another one. */
export interface LinkFailedEvent {
  event: 'link.failed';
  linkId: string;
  status: 'failed';
  error: LinkFailure;
  /** When it failed, in epoch milliseconds. */
  timestamp: number;
}

/** The event that a webhook reports. */
export type WebhookEvent<Result = Record<string, unknown>> = LinkCompleteEvent<Result> | LinkFailedEvent;

/**
 * Parses an event from bytes that are known to come from the service.
 *
 * @throws `WebhookError`: `MALFORMED_EVENT` or `UNKNOWN_EVENT`.
 */
export function readEvent<Result>(bytes: Uint8Array): WebhookEvent<Result> {
  const event = jsonObject(bytes);
  const name = event?.event;
  const error = asObject(event?.error);
  if (!event || typeof name !== 'string' || typeof event.linkId !== 'string' || typeof event.timestamp !== 'number') {
    throw malformed();
  }
  if (name === 'link.complete') {
    if (event.status !== 'complete' || !asObject(event.result)) throw malformed();
  } else if (name === 'link.failed') {
    if (event.status !== 'failed' || typeof error?.code !== 'string' || typeof error.message !== 'string') throw malformed();
  } else {
    throw new WebhookError('UNKNOWN_EVENT', 'The webhook is of a kind that this version of the package does not know.');
  }
  return event as unknown as WebhookEvent<Result>;
}

function malformed(): WebhookError {
  return new WebhookError('MALFORMED_EVENT', 'The webhook is signed, but is not an event of the documented form.');
}
