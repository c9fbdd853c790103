import type { WebhookEvent } from '@getpassage/web-react/server';

/** What a backend does with the end of a link: here it only keeps it, where yours writes to its database. */
export const ended = new Map<string, WebhookEvent>();

/** The same event may come twice: the second changes nothing. */
export async function linkEnded(event: WebhookEvent): Promise<void> {
  ended.set(`${event.linkId} ${event.timestamp}`, event);
}
