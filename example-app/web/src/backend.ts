// The calls to our own backend, which keeps the API key. The page never gets the key.

export interface Provider {
  id: string;
  name: string;
}

export interface Link {
  linkId: string;
  claimCode: string;
}

export interface LinkResult {
  status: string;
  /** The data that the operations have read. Its shape depends on the provider, so ledger.ts checks every field. */
  result: unknown;
  error: { code: string; message: string } | null;
}

/** A failed call. `status` is 0 if there was no answer at all. */
export class BackendError extends Error {
  readonly status: number;

  constructor(status: number, path: string) {
    super(`${path} answered ${status === 0 ? 'nothing' : status}`);
    this.name = 'BackendError';
    this.status = status;
  }
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...init });
  } catch {
    throw new BackendError(0, path);
  }
  if (!response.ok) throw new BackendError(response.status, path);
  return (await response.json()) as T;
}

export const readConfig = () => call<{ connectUrl: string }>('/api/config');

export const readProviders = () => call<Provider[]>('/api/providers');

/** Creates a link for one provider. The backend decides what the link reads. */
export const createLink = (provider: string) =>
  call<Link>('/api/links', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ provider }),
  });

/** The claim code of a link that this visitor began to connect before the page was reloaded. */
export const readClaimCode = (linkId: string) => call<Link>(`/api/links/${encodeURIComponent(linkId)}/claim-code`);

export const readResult = (linkId: string) => call<LinkResult>(`/api/links/${encodeURIComponent(linkId)}/result`);

/** The event of the signed webhook that our backend has received about this link; null if none arrived in time. */
export const readWebhook = (linkId: string) => call<{ event: string | null }>(`/api/links/${encodeURIComponent(linkId)}/webhook`);
