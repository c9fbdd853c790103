// The requests: a claim with its idempotency key, and the status, held by the service where it can.

export interface Claimed {
  linkId: string;
  sessionId: string;
  clientToken: string;
  appClipUrl: string;
}

export interface Status {
  linkId: string;
  status: string;
  error: { code: string; message?: string } | null;
  returnUrl: string | null;
}

/** How the status is asked; a fixed interval is for comparisons. */
export interface Polling {
  waitS: number;
  everyMs?: number;
}

export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly retryable: boolean,
  ) {
    super(code);
  }
}

const MOST_TRIES = 6;
const TIMEOUT_MS = 10_000;

export async function claim(baseUrl: string, code: string, signal: AbortSignal): Promise<Claimed> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const init = { method: 'POST', headers, body: JSON.stringify({ code }) };
  return (await persist(() => ask(`${baseUrl}/link/claim`, init, TIMEOUT_MS, signal), signal)).json() as Promise<Claimed>;
}

/** Asks until the link has ended. */
export async function verdict(baseUrl: string, code: string, polling: Polling, signal: AbortSignal): Promise<Status> {
  const since = performance.now();
  let etag: string | null = null;
  for (;;) {
    const waits = polling.waitS > 0 && etag !== null;
    const headers: Record<string, string> = { authorization: `Bearer ${code}` };
    if (etag !== null) headers['if-none-match'] = etag;
    if (waits) headers.prefer = `wait=${polling.waitS}`;
    const lastsMs = TIMEOUT_MS + (waits ? polling.waitS * 1_000 : 0);
    const response = await persist(() => ask(`${baseUrl}/link/status`, { headers }, lastsMs, signal), signal);
    etag = response.headers.get('etag');
    if (response.status !== 304) {
      const status = (await response.json()) as Status;
      if (['complete', 'failed', 'expired'].includes(status.status)) return status;
    }
    const holds = polling.waitS > 0 && etag !== null && (!waits || response.headers.has('preference-applied'));
    if (!holds) await sleep(polling.everyMs ?? interval(performance.now() - since), signal);
  }
}

function interval(ageMs: number): number {
  const base = ageMs < 30_000 ? 1_000 : Math.min(5_000, ageMs / 15);
  return base * (0.8 + Math.random() / 5);
}

async function persist(ask: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !(error instanceof Failure) || !error.retryable || tries === MOST_TRIES) throw error;
      await sleep(Math.random() * Math.min(15_000, 500 * 2 ** tries), signal);
    }
  }
}

async function ask(url: string, init: RequestInit, lastsMs: number, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      cache: 'no-store',
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, AbortSignal.timeout(lastsMs)]),
    });
  } catch {
    throw new Failure('NETWORK_ERROR', true);
  }
  if (response.ok || response.status === 304) return response;
  if (response.status === 429 || response.status >= 500) throw new Failure('SERVICE_UNAVAILABLE', true);
  const body = (await response.json().catch(() => ({}))) as { code?: string };
  throw new Failure(body.code ?? 'UNEXPECTED_RESPONSE', false);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(new Failure('ABORTED', false));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
