// The frame's calls to the Connect service, at the same origin, with the client token from `init`.
// The token exists only in this closure: not in storage, in a URL or in a log.

/** How long a request may take beyond the wait it asked for, in ms, with its body. */
const TIMEOUT_MS = 10_000;
/** More characters of an answer are not read; no valid state is longer. */
const MAX_BODY_CHARS = 65_536;

/** A request without a successful answer. `status` is 0 if there was no answer at all. */
export class ApiError extends Error {
  constructor(status, code, retryAfterMs = 0) {
    super(`${status} ${code}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 0 || [408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** The frame API of one session. */
export function sessionApi(sessionId, clientToken) {
  const base = new URL(`${encodeURIComponent(sessionId)}/`, location.href);

  async function request(path, { method = 'GET', body, headers = {}, waitSeconds = 0, keepalive = false, signal } = {}) {
    // The timeout also covers the body, so it is cleared only after the body was read.
    const controller = new AbortController();
    const stop = () => controller.abort();
    const timer = setTimeout(stop, TIMEOUT_MS + waitSeconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const response = await fetch(new URL(path, base), {
        method,
        headers: {
          Authorization: `Bearer ${clientToken}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        keepalive,
        signal: controller.signal,
      });
      const text = response.status === 304 ? '' : (await response.text()).slice(0, MAX_BODY_CHARS);
      if (response.ok || response.status === 304) return { response, text };
      throw new ApiError(response.status, errorCode(text), retryAfterMs(response));
    } catch (error) {
      if (error instanceof ApiError || signal?.aborted) throw error;
      throw new ApiError(0, 'NETWORK_ERROR');
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  return {
    /**
     * The session's state, or null if it has not changed since `etag`. With `waitSeconds`, the service may hold the request
     * until the state changes; `waited` says whether it supports that.
     */
    async state({ etag = null, waitSeconds = 0, signal } = {}) {
      const headers = { ...(etag && { 'If-None-Match': etag }), ...(waitSeconds && { Prefer: `wait=${waitSeconds}` }) };
      const { response, text } = await request('state', { headers, waitSeconds, signal });
      return {
        state: response.status === 304 ? null : readState(text),
        etag: response.headers.get('ETag') ?? etag,
        waited: response.headers.has('Preference-Applied'),
      };
    },
    /** What is asked for, and by whom. */
    async ask() {
      const { text } = await request('request');
      return readAsk(text);
    },
    // `showsFailure`: the link fails only when `seen` says that the person has read why.
    login: (username, password, confirmsWrites) =>
      request('login', { method: 'POST', body: { username, password, showsFailure: true, confirmsWrites } }),
    code: (code) => request('code', { method: 'POST', body: { code } }),
    /** Begins no further operation. The next state says what was done until then. */
    cancel: () => request('cancel', { method: 'POST', body: {} }),
    /** The person has read why the session failed. Sent even if the host page removes the frame now. */
    seen: () => request('seen', { method: 'POST', body: {}, keepalive: true }),
    /** The address of the integrator's logo. */
    logo: new URL('logo', base).href,
  };
}

function readState(text) {
  try {
    const state = JSON.parse(text);
    if (typeof state?.stage === 'string' && typeof state?.provider?.id === 'string') return state;
  } catch {
    // Not JSON: the same error as for JSON of another shape, below.
  }
  // A proxy's page or a truncated body. Asking again may help, so it counts as no answer.
  throw new ApiError(0, 'UNREADABLE_ANSWER');
}

function readAsk(text) {
  try {
    const ask = JSON.parse(text);
    if (Array.isArray(ask?.operations)) return ask;
  } catch {
    // As in `readState`.
  }
  throw new ApiError(0, 'UNREADABLE_ANSWER');
}

function errorCode(text) {
  try {
    const { error, code } = JSON.parse(text);
    const named = error?.code ?? code;
    // Some objects throw when converted to a string, and the refusal would then look like a lost connection.
    return typeof named === 'string' ? named : 'UNKNOWN';
  } catch {
    return 'UNKNOWN';
  }
}

function retryAfterMs(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
}
