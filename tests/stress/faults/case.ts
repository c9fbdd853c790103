// The type of a row of the table: the fault, the expected ending, and the longest time until then.

import type { BrowserContext, Page } from '@playwright/test';
import type { Connect } from '../../harness/connect.ts';
import type { Witness } from '../../harness/witness.ts';
import type { Asked, Reply, Service, What } from '../../harness/scripted-service.ts';
import type { Behind, Lab } from '../../harness/lab.ts';
import type { PageTime } from './page-time.ts';
import type { Proxy } from '../../harness/proxy.ts';

/** An outcome, or the code of an error. A session that survives the fault ends as `complete`. */
export type Ending = 'complete' | 'closed' | (string & {});

/** Every page of these tests. */
interface Around {
  lab: Lab<Behind>;
  page: Page;
  context: BrowserContext;
  witness: Witness;
  time: PageTime;
}

/** A page at the scripted service. */
export interface World extends Around {
  lab: Lab;
  service: Service;
  /** The claim code of this case. */
  code: string;
  /** Selects the requests that belong to this case. */
  asked(what: What): Asked[];
}

/** A page that reaches the real service through the proxy. */
export interface ProxiedWorld extends Around {
  proxy: Proxy;
  connect: Connect;
  code: string;
  linkId: string;
}

/** What the service does with a request: it never answers, ends the connection, or answers as usual. */
export type Answer = Reply | 'silence' | 'cut' | 'ordinary' | ((world: World) => Reply | Promise<Reply>);

interface Row<W> {
  /** The fault in words, for the table. */
  fault: string;
  ending: Ending;
  /** The longest time from the fault to the ending, in milliseconds of the page's time. */
  longestMs: number;
  /** The shortest time to the ending, if the session has to wait. */
  leastMs?: number;
  /** The console messages that this fault causes. */
  allow?: RegExp[];
  /** Called before the page is loaded. A case with it gets its own page; cases without it share one. */
  prepare?(world: W): unknown;
  /** Replaces the plain call of `openAppClip` with the claim code of this case. */
  open?(world: W): unknown;
  /**
   * The fault, if it does not stand in the answers. When it is over, the link is completed where `ending` says so. An act
   * that brings about an event of the browser, or a message, returns when the page has got it: see `arrivals.ts`.
   */
  act?(world: W): unknown;
  /** How many `retrying` events there must be. */
  retries?: number;
  /** The runner leaves the link as it is: the case completes it itself, or a frame or host ends the session without the service. */
  leaveLink?: true;
  /** Further checks after the ending. */
  check?(world: W): unknown;
}

export interface Case extends Row<World> {
  /** The answers to the first claims; later ones get the ordinary answer. */
  claims?: Answer[];
  /** The answer to every claim. */
  everyClaim?: Answer;
  /** Answers to the status requests, of a live case to those that follow when the frame is live. */
  statuses?: Answer[];
  everyStatus?: Answer;
  /** How many claims the service must have received. Left out where the browser repeats requests by itself. */
  tries?: number;
  /** The fault happens with an open frame: the time begins, and `act` is called, when the frame has got its `init`. */
  live: boolean;
}

/** A fault between the page and the real service. `act` sets it, and is called before the session is opened. */
export interface ProxiedCase extends Row<ProxiedWorld> {
  /** The fault begins when the frame is live, so it affects status requests. */
  live: boolean;
}

export const SECONDS = 1_000;
/** How long a failure is shown in front of a live frame. */
export const SHOWN_MS = 1_000;
/** A request without an answer, and the longest first delay after it. */
export const REQUEST_MS = 10_000;
export const FIRST_DELAY_MS = 500;
/** Polls of a visible tab. */
export const POLL_MS = 1_000;
export const CLAIM_BUDGET_MS = 45_000;
export const STATUS_BUDGET_MS = 120_000;

/** The ordinary answer to a status request, with some fields changed. */
export function status(fields: Record<string, unknown>, headers: Record<string, string> = {}): (world: World) => Reply {
  return ({ service, code }) => {
    const { linkId, sessionId, returnUrl } = service.link(code);
    const ordinary = {
      linkId,
      sessionId,
      status: 'active',
      error: null,
      returnUrl,
      expiresAt: Date.now() + 3_600_000,
      updatedAt: Date.now(),
    };
    return { status: 200, body: { ...ordinary, ...fields }, headers: { etag: `"${JSON.stringify(fields).length}-odd"`, ...headers } };
  };
}

/** `Retry-After` as a date of the page's clock. */
export function retryAfterDate(ms: number): (world: World) => Promise<Reply> {
  return async ({ page }) => {
    const now = await page.evaluate(() => Date.now());
    return { status: 429, headers: { 'retry-after': new Date(now + ms).toUTCString() } };
  };
}
