import type { AppClip } from '../call/app-clip.js';
import type { ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import { after, parseUrl, settle } from '../call/platform.js';
import { shared } from '../call/shared.js';
import { watchPanics } from './panics.js';
import { watchRequests } from './requests.js';

/** How long a log waits for the error of a crash, which arrives after the ending, in milliseconds. */
const CRASH_MS = 100;

/** What goes on in the session from each of these events on. */
const STAGES: Readonly<Record<string, string>> = {
  opened: 'claiming',
  claimed: 'loading the frame',
  frameReady: 'with the person',
  handedOver: 'on the phone',
  takenBack: 'with the person',
  ended: 'over',
};

interface Logged {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly event: PassageEvent;
}

let current: SessionLog | undefined;

/**
 * For developers. Pass it as `onEvent`, or call it there: when the session is over, it writes into the console what has happened, as a
 * table of events and one of requests, without any secret. A crash of the engine is told by the names of its Rust functions.
 */
export function logSession(event: PassageEvent): void {
  try {
    current ??= new SessionLog();
    current.add(event);
    if (event.type !== 'ended') return;
    const log = current;
    current = undefined;
    log.end();
  } catch {
    // The page lacks what a log needs, and the session goes on without.
  }
}

class SessionLog {
  private readonly events: Logged[] = [];
  private readonly clip: AppClip | undefined = shared().current;
  private readonly requests = watchRequests(this.clip?.asked?.baseUrl);
  private readonly panics = watchPanics();

  add(event: PassageEvent): void {
    this.events.push({ at: performance.now(), event });
  }

  end(): void {
    const write = (result?: unknown) => {
      // In a later task: the browser has yet to list the last request, and to report a crash.
      const ms = (result as ConnectionResult | undefined)?.outcome === 'error' ? CRASH_MS : 0;
      const run = () => void settle(this.write(result as ConnectionResult | undefined), nothing, nothing);
      if (!after(ms, run)) run();
    };
    // If the ending is the only event, the session that is open now may be the next one.
    if (this.clip && this.events.length > 1) void settle(this.clip.handle.result, write, nothing);
    else write();
  }

  private async write(result: ConnectionResult | undefined): Promise<void> {
    const crash = await this.panics.stop();
    const linkId = this.events.flatMap(({ event }) => (event.type === 'claimed' ? event.linkId : [])).pop() ?? '';
    const first = this.events[0]!.at;
    const retries = this.events.flatMap(({ at, event }) => (event.type === 'retrying' ? [{ at, attempt: event.attempt }] : []));
    const requests = this.requests.stop(first, linkId, retries);
    const start = Math.min(first, ...requests.map(({ at }) => at));
    const since = (at: number) => Math.round(at - start);

    console.groupCollapsed(`[passage] ${this.ending(result)} after ${since(this.last().at)} ms${linkId && `: ${linkId}`}`);
    console.table(rows(this.events, since));
    if (requests.length) console.table(requests.map(({ at, ...request }) => ({ ms: since(at), ...request })));
    if (result?.outcome === 'error') {
      const { code, retryable, requestId = '', error } = result.error;
      console.table([{ code, retryable, requestId, error }]);
    }
    if (crash) console.error(crash);
    console.groupEnd();
  }

  private last(): Logged {
    return this.events[this.events.length - 1]!;
  }

  private ending(result: ConnectionResult | undefined): string {
    if (result?.outcome === 'error') return `error ${result.error.code}`;
    if (result?.outcome === 'closed') return `closed (${result.by})`;
    const { event } = this.last();
    return event.type === 'ended' ? event.outcome : '';
  }
}

const nothing = () => undefined;

/** The table of the events. */
function rows(events: readonly Logged[], since: (at: number) => number): object[] {
  let stage = '';
  let status = '';
  return events.map(({ at, event }) => {
    const { type, ...rest } = event;
    stage = STAGES[type] ?? stage;
    if (event.type === 'status') status = event.status;
    // The rest of the address is the page's, and may be anything.
    const fields = event.type === 'redirecting' ? { returnUrl: `${parseUrl(event.returnUrl)?.protocol ?? ''}…` } : rest;
    const more = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    return { ms: since(at), event: type, with: more.join(', '), stage, status };
  });
}
