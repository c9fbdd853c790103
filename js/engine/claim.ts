import { abortController, attempt, oncePainted, randomKey, request } from './platform.js';
import { deferred, settle } from '../call/platform.js';
import { shared } from '../call/shared.js';

/** Where the open session's key is stored in the tab's `sessionStorage`, so that it survives a reload or a crash of the page. */
const STORED = '@getpassage/web-react';

/** How many keys are kept: a page that opens and closes sessions for hours must not collect them without end. */
const MAX_KEYS = 20;

/** An idempotency key: for the same key, the service returns the same session. */
export interface Key {
  readonly key: string;
  /** Whether an earlier session has claimed with this key. */
  readonly resumed: boolean;
}

/** A claim request under way. */
export interface Claim extends Key {
  /** What `fetch` returned: a promise of the response, or of whatever the page returns in its place. */
  readonly answer: Promise<unknown>;
  /** Aborts the request. */
  readonly controller: AbortController | undefined;
}

/**
 * Sends the claim of the session that waits for the engine, while the engine is still loading: a first try does not need it. Not
 * sent while the browser reports itself offline, nor if `claimCode` is a function, which the engine calls.
 */
export async function claimAhead(): Promise<void> {
  const asked = shared().current?.asked;
  if (!asked?.shell) return;
  if (!asked.painted) {
    // A request that is sent before the first paint would delay it.
    const { promise, resolve } = deferred<boolean>();
    const cancel = oncePainted(asked.shell.dialog, () => resolve(true));
    asked.stop = () => {
      cancel();
      resolve(false);
    };
    if (!(await promise)) return;
    asked.painted = true;
    asked.stop = undefined;
  }
  if (!asked.code || asked.claim || attempt(() => navigator.onLine) === false) return;
  const sent = (asked.claim = claim(asked.baseUrl, asked.code, keyOf(asked.code, false)));
  asked.stop = (outcome) => {
    sent.controller?.abort();
    forgetStored();
    if (outcome === 'closed') cancel(asked.baseUrl, asked.code!, sent);
  };
}

/** Sends `POST /link/claim`. */
export function claim(baseUrl: string, code: string, { key, resumed }: Key): Claim {
  const controller = abortController();
  const headers = ['content-type', 'application/json', 'idempotency-key', key];
  const answer = request(baseUrl, '/link/claim', headers, controller?.signal, `{"code":${quoted(code)}}`);
  // Whoever awaits the answer may do so later.
  neverUnhandled(answer);
  return { key, resumed, answer, controller };
}

/**
 * Sends `POST /link/cancel` when the session has been closed. The one request that goes on after the ending, and after the page
 * (`keepalive`): nobody waits for its answer. Without `sessionId`, the claim has no answer yet: then its key names the session, if it
 * resumes one. A session of this claim alone cannot be at work.
 */
export function cancel(baseUrl: string, code: string, { key, resumed }: Key, sessionId = ''): void {
  if (!resumed && !sessionId) return;
  const headers = ['content-type', 'application/json', 'authorization', `Bearer ${code}`, 'idempotency-key', key];
  const body = sessionId ? `{"sessionId":${quoted(sessionId)}}` : '{}';
  neverUnhandled(request(baseUrl, '/link/cancel', headers, undefined, body, true));
}

/** Keeps a failure of the request from showing up as an unhandled rejection. */
function neverUnhandled(answer: Promise<unknown>): void {
  const nothing = () => undefined;
  void settle(answer, nothing, nothing);
}

/** A string as JSON. Not by `JSON.stringify`, whose result a page's libraries may have changed (`String.prototype.toJSON`). */
function quoted(text: string): string {
  const escaped = (character: string) => `\\u${(character.charCodeAt(0) + 65_536).toString(16).slice(1)}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes.
  return `"${text.replace(/["\\\0-\x1f]/g, escaped)}"`;
}

/**
 * The key with which this page, or this tab before a reload, has claimed this code before, or a new one; with `fresh`, always a new
 * one. It is stored until the ending.
 */
export function keyOf(code: string, fresh: boolean): Key {
  const { claims } = shared();
  const hashed = hash(code);
  const known = fresh ? undefined : (claims.find((claim) => claim.code === code)?.key ?? storedKey(hashed));
  const key = known ?? randomKey();
  attempt(() => sessionStorage.setItem(STORED, `${hashed}:${key}`));
  // Moved to the end, so that the first key is the one that was not used for longest.
  forgetKey(code);
  claims.push({ code, key });
  if (claims.length > MAX_KEYS) claims.shift();
  return { key, resumed: !!known };
}

/** The key that this tab has stored for a claim code with this hash. A page without storage has none. */
function storedKey(hashed: number): string | undefined {
  return attempt(() => {
    const [of, key] = sessionStorage.getItem(STORED)!.split(':');
    return Number(of) === hashed ? key : undefined;
  });
}

/** Removes the stored key: the session has ended. */
export function forgetStored(): void {
  attempt(() => sessionStorage.removeItem(STORED));
}

/**
 * Tells claim codes apart, and no more: of a code's 128 random bits, 32 cannot give the others away, while a longer hash would let
 * codes be tried against it.
 */
function hash(code: string): number {
  let bits = 0;
  for (let at = 0; at < code.length; at++) bits = (bits * 31 + code.charCodeAt(at)) | 0;
  return bits;
}

/** Forgets the key of this code, so that its next claim starts a new session. */
export function forgetKey(code: string): void {
  const { claims } = shared();
  const at = claims.findIndex((claim) => claim.code === code);
  if (at >= 0) claims.splice(at, 1);
}
