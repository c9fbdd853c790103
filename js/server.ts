// For an integrator's backend: Node >= 20, Deno, edge runtimes. Nothing of Node's own is used, and nothing happens on import.

export { LinkError, type LinkErrorCode, type LinkIssue } from './server/link-error.js';
export type {
  CreatedLink,
  CreateLinkRequest,
  IntegrationId,
  Link,
  LinkOperation,
  LinkRequestFields,
  LinkState,
  OperationRequest,
} from './server/link-types.js';
export { createLink, getLink, type LinkOptions } from './server/links.js';
export { verifyWebhook } from './server/verify-webhook.js';
export { WebhookError, type WebhookErrorCode } from './server/webhook-error.js';
export type { LinkCompleteEvent, LinkFailedEvent, LinkFailure, WebhookEvent } from './server/webhook-event.js';
export type { RawBody, VerifyWebhookOptions, WebhookHeaders, WebhookJwk, WebhookKeys } from './server/webhook-options.js';
