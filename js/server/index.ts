// For an integrator's backend: Node >= 20, Deno, edge runtimes. Uses no module of Node, and does nothing on import.

export { LinkError, type LinkErrorCode, type LinkIssue } from './link-error.js';
export type {
  CreatedLink,
  CreateLinkRequest,
  IntegrationId,
  Link,
  LinkFilter,
  LinkOperation,
  LinkPage,
  LinkRequestFields,
  LinkSession,
  LinkState,
  OperationRequest,
  SessionStage,
  SessionStep,
} from './link-types.js';
export type { LinkOptions } from './call.js';
export { type CreateLinkOptions, createLink, deleteLink, getLink, listLinks, listSessions } from './links.js';
export { verifyWebhook } from './verify-webhook.js';
export { WebhookError, type WebhookErrorCode } from './webhook-error.js';
export type {
  LinkCanceledEvent,
  LinkCompleteEvent,
  LinkExpiredEvent,
  LinkFailedEvent,
  LinkFailure,
  WebhookEvent,
  WebhookEventName,
} from './webhook-event.js';
export type { RawBody, VerifyWebhookOptions, WebhookHeaders, WebhookJwk, WebhookKeys } from './webhook-options.js';
