// Follows the state of a session until it ends: one request at a time, held open by the service where it can.

/** Shorter than the half minute after which the service takes a silent frame for an abandoned one. */
const WAIT_SECONDS = 20;
/** Pause between two answers of a service that does not hold requests. */
const POLL_MS = 1000;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;

const FINAL_STAGES = new Set(['complete', 'failed', 'expired']);

/**
 * @param {ReturnType<typeof import('./api.js').sessionApi>} api
 * @param {object} on
 * @param {(state: object) => void} on.state for each state that differs from the last
 * @param {(reachable: boolean) => void} on.reachable when the service stops answering, and when it answers again
 * @param {(error: import('./api.js').ApiError) => void} on.lost the session cannot be read any more; the last call
 * @param {AbortSignal} signal ends it
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
      // Only news that the service has held back for us allows the next question at once, and the very first answer.
      const asksAtOnce = (first && etag !== null) || (answer.waited && answer.state !== null);
      const spent = performance.now() - askedAt;
      if (!asksAtOnce && spent < POLL_MS) await pause(POLL_MS - spent, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!error.passing) return on.lost(error);
      failures += 1;
      on.reachable(false);
      // Full jitter: frames cut off together must not come back together.
      const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (failures - 1));
      await pause(Math.max(error.retryAfterMs, 100, Math.random() * ceiling), signal);
    }
  }
}

/** Waits; coming back online or into view ends the wait, the end of the session too. */
function pause(ms, signal) {
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
