// Follows the state of a session until it ends, with one request at a time. The service holds the request if it can.

/** Shorter than the 30 s without a request after which the service considers a frame abandoned. */
const WAIT_SECONDS = 20;
/** The pause between two requests to a service that does not hold them. */
const POLL_MS = 1000;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;

const FINAL_STAGES = new Set(['complete', 'failed', 'expired']);

/**
 * @param {ReturnType<typeof import('./api.js').sessionApi>} api
 * @param {object} on
 * @param {(state: object) => void} on.state for each state that differs from the last
 * @param {(reachable: boolean) => void} on.reachable when the service stops answering, and when it answers again
 * @param {(error: import('./api.js').ApiError) => void} on.lost when the session cannot be read any more; the last call
 * @param {AbortSignal} signal stops the requests
 */
export async function watchSession(api, on, signal) {
  let etag = null;
  let failures = 0;

  while (!signal.aborted) {
    try {
      const askedAt = performance.now();
      const first = etag === null;
      const answer = await api.state({ etag, waitSeconds: first ? 0 : WAIT_SECONDS, signal });
      if (signal.aborted) return;
      if (failures > 0) on.reachable(true);
      failures = 0;
      etag = answer.etag;
      if (answer.state) {
        on.state(answer.state);
        if (FINAL_STAGES.has(answer.state.stage)) return;
      }
      // The next request follows at once only after the first answer, or after a held request that returned a new state.
      const asksAtOnce = (first && etag !== null) || (answer.waited && answer.state !== null);
      const spent = performance.now() - askedAt;
      if (!asksAtOnce && spent < POLL_MS) await pause(POLL_MS - spent, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!error.passing) return on.lost(error);
      on.reachable(false);
      await backOff(error, failures, signal);
      failures += 1;
    }
  }
}

/** What the session asks for, once the service says it; null if it cannot be read any more, or after `signal`. */
export async function askSession(api, on, signal) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const ask = await api.ask();
      if (failures > 0) on.reachable(true);
      return signal.aborted ? null : ask;
    } catch (error) {
      if (signal.aborted) return null;
      if (!error.passing) {
        on.lost(error);
        return null;
      }
      on.reachable(false);
      await backOff(error, failures, signal);
    }
  }
  return null;
}

/** Waits longer with each failure. Full jitter, so that frames that lost the connection together do not come back together. */
export function backOff(error, failures, signal) {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures);
  return pause(Math.max(error.retryAfterMs, 100, Math.random() * ceiling), signal);
}

/** Waits. The wait ends early when the browser comes online, when the page becomes visible, or when `signal` aborts. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener('online', finish, { signal: over.signal });
    document.addEventListener('visibilitychange', () => !document.hidden && finish(), { signal: over.signal });
    signal.addEventListener('abort', finish, { signal: over.signal });
  });
}
