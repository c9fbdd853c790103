import type { LinkFailure, WebhookEventName } from './webhook-event.js';

/** The status of a link. */
export type LinkState = 'pending' | 'active' | 'complete' | 'failed' | 'expired';

/** The id of a provider, as `GET /v1/providers` lists it. */
export type IntegrationId = 'tmobile' | 'att' | 'verizon' | 'ubereats' | (string & {});

/** One operation for a link to do at the provider. */
export interface OperationRequest {
  /** The resource, such as `mobileBillingStatement`. */
  resource: string;
  /** What to do with the resource. */
  action: 'read' | 'write' | (string & {});
  /** The arguments, as the operation's schema in `GET /v1/providers` describes them. */
  arguments?: Record<string, unknown>;
}

/** An operation as the service returns it, without its arguments. */
export interface LinkOperation {
  resource: string;
  action: string;
}

/** What every link to create has. */
export interface LinkRequestFields {
  /** The provider. */
  integrationId: IntegrationId;
  /** Where the service sends the webhooks: http or https, without credentials. Default: no webhooks. */
  webhookUrl?: string;
  /**
   * Which ends of the link to send webhooks about. A link that was called off is `link.canceled` if that is among them, otherwise
   * `link.failed`. Default: `link.complete` and `link.failed`.
   */
  webhookEvents?: readonly WebhookEventName[];
  /**
   * Where the page navigates after completion: https, http on loopback, or a custom app scheme. The service appends `linkId`.
   * Default: the page stays.
   */
  returnUrl?: string;
  /** Your own id of the person. */
  externalUserId?: string;
  /** Keeps the timeline of each session, for `listSessions`. Default: false. */
  debug?: boolean;
  /** How long the link can be used, in seconds, 1 to 2592000. Default: 14400. */
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
  /** The link's id, with which webhooks and `getLink` refer to it. */
  linkId: string;
  /** For the page that opens the session. A secret that is returned only here: do not log it. */
  claimCode: string;
  integrationId: string;
  operations: LinkOperation[];
  status: LinkState;
  /** A page of the service that is the whole flow, for a mail or an app. Contains the claim code, so it is just as secret. */
  appClipUrl: string;
  /** The `returnUrl` with `linkId` appended; null if none was given. */
  returnUrl: string | null;
  /** In epoch milliseconds. */
  expiresAt: number;
  /** In epoch milliseconds. */
  createdAt: number;
}

/** A link as your backend sees it. */
export interface Link<Result = Record<string, unknown>> {
  id: string;
  integrationId: string;
  operations: LinkOperation[];
  externalUserId: string | null;
  status: LinkState;
  /** The latest session; null before the first claim. */
  currentSessionId: string | null;
  returnUrl: string | null;
  /** One operation: its result. Several: `{ operations: [{ resource, action, data }] }`. Null until `complete`. */
  result: Result | null;
  /** Why the latest session failed; else null. */
  error: LinkFailure | null;
  /** In epoch milliseconds. */
  expiresAt: number;
  /** In epoch milliseconds. */
  createdAt: number;
  /** In epoch milliseconds. */
  updatedAt: number;
}

/** Which links to list. */
export interface LinkFilter {
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** How many on a page, 1 to 100. Default: 20. */
  limit?: number | undefined;
  /** Only links that were created with this `externalUserId`. */
  externalUserId?: string | undefined;
  /** Only links with this status. */
  status?: LinkState | undefined;
}

/** A page of links. */
export interface LinkPage<Result = Record<string, unknown>> {
  /** The newest first. */
  links: Link<Result>[];
  /** For the next page; null on the last one. */
  nextCursor: string | null;
}

/** Where a session is: what the person sees, and who has to act next. */
export type SessionStage = 'login' | 'code' | 'working' | 'complete' | 'failed' | 'expired';

/** One attempt at a link: what a claim began. */
export interface LinkSession {
  id: string;
  stage: SessionStage;
  /** What the service is doing; null if nothing. */
  step: string | null;
  /** Why it failed; else null. */
  error: LinkFailure | null;
  /** In epoch milliseconds. */
  createdAt: number;
  /** In epoch milliseconds. */
  updatedAt: number;
  /** In epoch milliseconds; null while it is open. */
  endedAt: number | null;
  /** Its steps, without secrets, if the link was created with `debug`; else null. */
  timeline: SessionStep[] | null;
}

/** Where a session was, and since when. */
export interface SessionStep {
  stage: SessionStage;
  step: string | null;
  /** In epoch milliseconds. */
  at: number;
}
