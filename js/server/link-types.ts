import type { LinkFailure } from './webhook-event.js';

/** The status of a link. */
export type LinkState = 'pending' | 'active' | 'complete' | 'failed' | 'expired';

/** The id of a provider, as `GET /v1/providers` lists it. */
export type IntegrationId = 'tmobile' | 'att' | 'verizon' | 'ubereats' | (string & {});

/** One operation for a link to do at the provider. */
export interface OperationRequest {
  /** The resource, such as `mobileBillingStatement`. */
  resource: string;
  action: 'read' | 'write' | (string & {});
  /** The arguments, as the operation's schema in `GET /v1/providers` describes them. */
  arguments?: Record<string, unknown>;
}

/** An operation as the service returns it, without its arguments. */
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
  /** Your own id of the person. */
  externalUserId?: string;
  debug?: boolean;
  /** Seconds, 1 to 2592000. Default: 14400. */
  expiresIn?: number;
}

/** A link to create: with either `operations`, or one operation's `resource`, `action` and `arguments` directly. */
export type CreateLinkRequest = LinkRequestFields &
  (
    | { operations: readonly OperationRequest[]; resource?: never; action?: never; arguments?: never }
    | (OperationRequest & { operations?: never })
  );

/** A link that was just created. */
export interface CreatedLink {
  linkId: string;
  /** For the page that opens the session. A secret that is returned only here: do not log it. */
  claimCode: string;
  integrationId: string;
  operations: LinkOperation[];
  status: LinkState;
  /** Contains the claim code, so it is just as secret. */
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
