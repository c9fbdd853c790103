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

/** One request to the service, with whatever authorises it in its headers or its body. */
async function request(address, { method = 'GET', body, headers = {}, waitSeconds = 0, keepalive = false, signal } = {}) {
  // The timeout also covers the body, so it is cleared only after the body was read.
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, TIMEOUT_MS + waitSeconds * 1000);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const response = await fetch(address, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
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

/** Claims a link: the same key gives the same session, as long as that is open. */
export async function claimLink(code, key, signal) {
  const headers = { 'Idempotency-Key': key };
  const { text } = await request(new URL('../link/claim', location.href), { method: 'POST', body: { code }, headers, signal });
  const { sessionId, clientToken } = readAnswer(text, (claimed) => isText(claimed.sessionId) && isText(claimed.clientToken));
  return { sessionId, clientToken };
}

/** The id of the session, or of the link, that this page's address names. */
export const idInAddress = () => location.pathname.slice(location.pathname.lastIndexOf('/') + 1);

/**
 * Takes over the session of this page's address with a hand-over code: the same key gives the same token again, for a while also
 * without the code (null).
 */
export async function redeemCode(code, key, signal) {
  const sessionId = idInAddress();
  const headers = { 'Idempotency-Key': key };
  const body = code === null ? {} : { code };
  const { text } = await request(new URL(`${sessionId}/redeem`, location.href), { method: 'POST', body, headers, signal });
  const redeemed = readAnswer(text, ({ clientToken, device }) => isText(clientToken) && Number.isInteger(device));
  return { ...redeemed, sessionId };
}

/** The frame API of one session. */
export function sessionApi(sessionId, clientToken) {
  const base = new URL(`${encodeURIComponent(sessionId)}/`, location.href);
  const call = (path, options = {}) =>
    request(new URL(path, base), { ...options, headers: { Authorization: `Bearer ${clientToken}`, ...options.headers } });

  return {
    /**
     * The session's state, or null if it has not changed since `etag`. With `waitSeconds`, the service may hold the request
     * until the state changes; `waited` says whether it supports that.
     */
    async state({ etag = null, waitSeconds = 0, signal } = {}) {
      const headers = { ...(etag && { 'If-None-Match': etag }), ...(waitSeconds && { Prefer: `wait=${waitSeconds}` }) };
      const { response, text } = await call('state', { headers, waitSeconds, signal });
      return {
        state: response.status === 304 ? null : readAnswer(text, ({ stage, provider }) => isText(stage) && isText(provider?.id)),
        etag: response.headers.get('ETag') ?? etag,
        waited: response.headers.has('Preference-Applied'),
      };
    },
    /** What is asked for, and by whom. */
    async ask() {
      const { text } = await call('request');
      return readAnswer(text, ({ operations }) => Array.isArray(operations));
    },
    // `showsFailure`: the link fails only when `seen` says that the person has read why.
    login: (username, password, confirmsWrites) =>
      call('login', { method: 'POST', body: { username, password, showsFailure: true, confirmsWrites } }),
    code: (code) => call('code', { method: 'POST', body: { code } }),
    /** Begins no further operation. The next state says what was done until then. */
    cancel: () => call('cancel', { method: 'POST', body: {} }),
    /** The person has read why the session failed. Sent even if the host page removes the frame now. */
    seen: () => call('seen', { method: 'POST', body: {}, keepalive: true }),
    /** An address that hands the session over to a phone, and its QR code. The one before is over. */
    async offer(signal) {
      const { text } = await call('handover', { method: 'POST', body: {}, signal });
      return readAnswer(text, ({ address, expiresInMs, qr }) => isText(address) && expiresInMs > 0 && qr?.size > 0 && isText(qr.path));
    },
    /** Takes the session back from the phone, or withdraws the address that nobody has opened. */
    takeBack: () => call('handover', { method: 'DELETE', keepalive: true }),
    /** The address of the integrator's logo. */
    logo: new URL('logo', base).href,
  };
}

const isText = (value) => typeof value === 'string' && value !== '';

/** The JSON of an answer that has the right shape. */
function readAnswer(text, isRight) {
  try {
    const answer = JSON.parse(text);
    if (isRight(answer)) return answer;
  } catch {
    // Not JSON: the same error as for JSON of another shape, below.
  }
  // A proxy's page or a truncated body. Asking again may help, so it counts as no answer.
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
