/** The address of the Connect service, as our own server knows it. */
export async function serviceAddress(): Promise<string> {
  const answer = await fetch('/api/config');
  return ((await answer.json()) as { connectUrl: string }).connectUrl;
}

/** What opens the connection: from the address (`#…`), as in a mail, or fresh from our own server. */
export async function fetchToken(): Promise<string> {
  const fromMail = location.hash.slice(1);
  if (fromMail) return fromMail;
  const answer = await fetch('/api/links', { method: 'POST' });
  return ((await answer.json()) as { claimCode: string }).claimCode;
}
