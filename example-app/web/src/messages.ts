import type { ConnectionError } from '@getpassage/web-react';

/** What the person reads after an error, with the id of the request that decided it, which support can look up. */
export function messageOf({ userMessage, requestId }: ConnectionError): string {
  return requestId === undefined ? userMessage : `${userMessage} (For support: ${requestId})`;
}

export const LINK_NOT_CREATED = 'We could not start the connection. Check your internet connection and try again.';
export const RESULT_NOT_READ = 'Your account is connected, but its data has not arrived here yet. Try again to load it.';
