// The requests of a session, from what the browser records of each: neither their headers nor their bodies are in it.

/** A request in the log. */
export interface LoggedRequest {
  /** When it was sent, on the clock of `performance.now()`. */
  at: number;
  method: string;
  path: string;
  /** Empty if it failed, or if the browser does not tell. */
  status: number | '';
  /** How long it took. */
  duration: number;
  /** Which retry it was, if it was one. */
  retry: number | '';
}

/** The paths of the service. */
const METHODS: Readonly<Record<string, string>> = {
  '/link/claim': 'POST',
  '/link/status': 'GET',
  '/link/cancel': 'POST',
};

/** The engine may be claiming while it loads, before the first event, for this long, in milliseconds. */
const AHEAD_MS = 10_000;

/** Collects the requests to the service until `stop` is called, which returns those of the session. */
export function watchRequests(baseUrl: string | undefined) {
  const entries: PerformanceResourceTiming[] = [];
  const take = (list: PerformanceEntryList) => {
    for (const entry of list) {
      if (baseUrl && entry.name.startsWith(`${baseUrl}/`)) entries.push(entry as PerformanceResourceTiming);
    }
  };
  let observer: PerformanceObserver | undefined;
  try {
    observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: 'resource', buffered: true });
  } catch {
    // A page without it: then no requests are logged.
  }

  return {
    /**
     * @param first when the session told its first event
     * @param retries when the session told that it will try again
     */
    stop(first: number, linkId: string, retries: readonly { at: number; attempt: number }[]): LoggedRequest[] {
      take(observer?.takeRecords() ?? []);
      observer?.disconnect();
      entries.sort((one, other) => one.startTime - other.startTime);
      const ahead = entries.filter(
        ({ name, startTime }) => startTime <= first && startTime > first - AHEAD_MS && name.endsWith('/link/claim'),
      );
      const start = ahead.pop()?.startTime ?? first;
      const waiting = [...retries];
      return entries
        .filter(({ startTime }) => startTime >= start)
        .map(({ name, startTime, duration, responseStatus }) => {
          const path = redacted(name.slice(baseUrl!.length), linkId);
          const retry = waiting[0] && startTime >= waiting[0].at ? waiting.shift()!.attempt : '';
          return {
            at: startTime,
            method: METHODS[path] ?? 'GET',
            path,
            status: responseStatus || '',
            duration: Math.round(duration),
            retry,
          };
        });
    },
  };
}

/** A path with nothing in it but what is known to be no secret. */
function redacted(path: string, linkId: string): string {
  const [before = ''] = path.split(/[?#]/);
  return before in METHODS ? before : before.replace(/[^/]+/g, (part) => (part === 'clip' || part === linkId ? part : '…'));
}
