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

/** The link was called off. Sent if `webhookEvents` has it; otherwise this is a `link.failed`. */
export interface LinkCanceledEvent {
  event: 'link.canceled';
  linkId: string;
  status: 'failed';
  /** Its code is `CANCELED`. */
  error: LinkFailure;
  /** When it was called off, in epoch milliseconds. */
  timestamp: number;
}

/** The link's time ran out before it was complete. Sent if `webhookEvents` has it. */
export interface LinkExpiredEvent {
  event: 'link.expired';
  linkId: string;
  status: 'expired';
  /** Its code is `LINK_EXPIRED`. */
  error: LinkFailure;
  /** When it expired, in epoch milliseconds. */
  timestamp: number;
}

/** The event that a webhook reports. */
export type WebhookEvent<Result = Record<string, unknown>> =
  | LinkCompleteEvent<Result>
  | LinkFailedEvent
  | LinkCanceledEvent
  | LinkExpiredEvent;

/** The names of the events. */
export type WebhookEventName = WebhookEvent['event'];

/** The status that comes with each event. */
const STATUS: Record<WebhookEventName, WebhookEvent['status']> = {
  'link.complete': 'complete',
  'link.failed': 'failed',
  'link.canceled': 'failed',
  'link.expired': 'expired',
};

/**
 * Parses an event from bytes that are known to come from the service.
 *
 * @throws `WebhookError`: `MALFORMED_EVENT` or `UNKNOWN_EVENT`.
 */
export function readEvent<Result>(bytes: Uint8Array): WebhookEvent<Result> {
  const event = jsonObject(bytes);
  const name = event?.event;
  if (!event || typeof name !== 'string' || typeof event.linkId !== 'string' || typeof event.timestamp !== 'number') {
    throw malformed();
  }
  // Own members only: `constructor` is no event.
  const status = Object.entries(STATUS).find(([known]) => known === name)?.[1];
  if (!status) throw new WebhookError('UNKNOWN_EVENT', 'The webhook is of a kind that this version of the package does not know.');
  const { code, message } = asObject(event.error) ?? {};
  const isTold = name === 'link.complete' ? asObject(event.result) : typeof code === 'string' && typeof message === 'string';
  if (event.status !== status || !isTold) throw malformed();
  return event as unknown as WebhookEvent<Result>;
}

function malformed(): WebhookError {
  return new WebhookError('MALFORMED_EVENT', 'The webhook is signed, but is not an event of the documented form.');
}
