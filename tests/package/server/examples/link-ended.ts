import type { WebhookEvent } from '@getpassage/web-react/server';

/** What a backend does when a link has ended. This one only remembers it; yours writes it to its database. */
export const ended = new Map<string, WebhookEvent>();

/** The same event may arrive twice; the second one changes nothing. */
export async function linkEnded(event: WebhookEvent): Promise<void> {
  ended.set(`${event.linkId} ${event.timestamp}`, event);
}
