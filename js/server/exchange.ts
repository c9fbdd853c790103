import { asObject } from './encoding.js';

/** What the service answered. */
export interface Answer {
  status: number;
  /** The JSON object in the body, or null. */
  body: Record<string, unknown> | null;
  /** `Retry-After` as it came. */
  retryAfter: string | null;
}

/** Thrown when there is no answer. It does not keep fetch's own error, which may quote headers. */
export class NoAnswer extends Error {
  /** Whether the time was over. */
  readonly late: boolean;

  constructor(late: boolean) {
    super();
    this.late = late;
  }
}

/** One request and its whole answer, within `ms`; throws `NoAnswer`. Redirects are not followed: they would take the API key along. */
export function exchange(url: string, init: RequestInit, ms: number): Promise<Answer> {
  const controller = new AbortController();
  return within(ms, send(url, { ...init, signal: controller.signal }), () => controller.abort());
}

/** The promise's outcome, or `NoAnswer` after `ms`. */
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

/** Next.js keeps answers unless it is told not to; Workers with an older compatibility date throw when they are told. */
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
