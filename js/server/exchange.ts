import { asObject } from './encoding.js';

/** An answer of the service. */
export interface Answer {
  status: number;
  /** The JSON object in the body; null if the body is anything else. */
  body: Record<string, unknown> | null;
  /** The `Retry-After` header, not parsed. */
  retryAfter: string | null;
}

/** Thrown when there is no answer. It does not contain fetch's own error, which may quote headers. */
export class NoAnswer extends Error {
  /** Whether the time ran out; else the connection failed. */
  readonly late: boolean;

  constructor(late: boolean) {
    super();
    this.late = late;
  }
}

/**
 * Sends one request and reads the whole answer, within `ms` milliseconds; rejects with `NoAnswer`. Redirects are not followed, because
 * the API key would be sent along.
 */
export function exchange(url: string, init: RequestInit, ms: number): Promise<Answer> {
  const controller = new AbortController();
  return within(ms, send(url, { ...init, signal: controller.signal }), () => controller.abort());
}

/** Settles like `promise`, or rejects with `NoAnswer` after `ms` milliseconds, and then calls `stop`. */
export function within<T>(ms: number, promise: Promise<T>, stop?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new NoAnswer(true));
      stop?.();
    }, ms);
    void promise.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, ...uncached(), redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, body: parse(text), retryAfter: response.headers.get('retry-after') };
  } catch {
    throw new NoAnswer(false);
  }
}

/**
 * Turns caching off, since Next.js caches answers unless it is told not to. Workers with an older compatibility date throw on this
 * option, so there it is left out.
 */
function uncached(): RequestInit {
  try {
    const init: RequestInit = { cache: 'no-store' };
    new Request('https://localhost', init);
    return init;
  } catch {
    return {};
  }
}

function parse(text: string): Answer['body'] {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}
