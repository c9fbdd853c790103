import type { LinkFailure } from './webhook-event.js';

/** Where a link is in its life. */
export type LinkState = 'pending' | 'active' | 'complete' | 'failed' | 'expired';

/** A provider's id, of `GET /v1/providers`. */
export type IntegrationId = 'tmobile' | 'att' | 'verizon' | 'ubereats' | (string & {});

/** One thing that a link is to do. */
export interface OperationRequest {
  /** Such as `mobileBillingStatement`. */
  resource: string;
  action: 'read' | 'write' | (string & {});
  /** As its schema in `GET /v1/providers` says. */
  arguments?: Record<string, unknown>;
}

/** An operation as the service echoes it: never with its arguments. */
export interface LinkOperation {
  resource: string;
  action: string;
}

export interface LinkRequestFields {
  integrationId: IntegrationId;
  /** Where to send the webhook; http or https, without credentials. */
  webhookUrl?: string;
  /** Where the person goes afterwards: https, http on loopback, or a custom app scheme. The service appends `linkId`. */
  returnUrl?: string;
  /** Your own name for the person. */
  externalUserId?: string;
  debug?: boolean;
  /** Seconds, 1 to 2592000. Default: 14400. */
  expiresIn?: number;
}

/** What `createLink` sends: either `operations`, or one flat `resource`, `action` and `arguments`. */
export type CreateLinkRequest = LinkRequestFields &
  (
    | { operations: readonly OperationRequest[]; resource?: never; action?: never; arguments?: never }
    | (OperationRequest & { operations?: never })
  );

/** A link that was just created. */
export interface CreatedLink {
  linkId: string;
  /** For the page that opens the session. It is said once: a secret, not to be logged. */
  claimCode: string;
  integrationId: string;
  operations: LinkOperation[];
  status: LinkState;
  /** Holds the claim code: as secret as that. */
  appClipUrl: string;
  returnUrl: string | null;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** A link as your backend sees it. */
export interface Link<Result = Record<string, unknown>> {
  id: string;
  integrationId: string;
  operations: LinkOperation[];
  externalUserId: string | null;
  status: LinkState;
  currentSessionId: string | null;
  returnUrl: string | null;
  /** One operation: its result. Several: `{ operations: [{ resource, action, data }] }`. Null until `complete`. */
  result: Result | null;
  error: LinkFailure | null;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds. */
  updatedAt: number;
}
