import { abortController, attempt, oncePainted, randomKey, request } from './platform.js';
import { deferred, settle } from '../call/platform.js';
import { shared } from '../call/shared.js';

/** A page that goes on opening and closing must not gather keys without end. */
const MOST_KEYS = 20;

/** Identifies a claim: the service gives the same session for the same key. */
export interface Key {
  readonly key: string;
  /** An earlier session has claimed with it. */
  readonly resumed: boolean;
}

/** A claim under way. */
export interface Claim extends Key {
  /** What `fetch` gives. */
  readonly answer: Promise<unknown>;
  readonly controller: AbortController | undefined;
}

/**
 * Claims for the session that waits for the engine, while the rest of that is on its way: nothing about a first try needs it. Not
 * where the browser says that there is no connection, and not with a function, which is the host's to be called in its turn.
 */
export async function claimAhead(): Promise<void> {
  const asked = shared().current?.asked;
  if (!asked?.shell) return;
  if (!asked.painted) {
    // What has come so early would delay the dialog.
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
  asked.stop = () => sent.controller?.abort();
}

/** `POST /link/claim`. */
export function claim(baseUrl: string, code: string, { key, resumed }: Key): Claim {
  const controller = abortController();
  const headers = ['content-type', 'application/json', 'idempotency-key', key];
  const answer = request(baseUrl, '/link/claim', headers, controller?.signal, `{"code":${quoted(code)}}`);
  // Whoever waits for it may come later.
  void settle(answer, () => undefined, () => undefined);
  return { key, resumed, answer, controller };
}

/** JSON. A page's libraries may have taught `JSON.stringify` habits of their own. */
function quoted(text: string): string {
  const escaped = (character: string) => `\\u${(character.charCodeAt(0) + 65_536).toString(16).slice(1)}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes.
  return `"${text.replace(/["\\\0-\x1f]/g, escaped)}"`;
}

/** The key of the last claim of this code in this page, or a new one: a `fresh` one was never used. */
export function keyOf(code: string, fresh: boolean): Key {
  const { claims } = shared();
  const known = fresh ? undefined : claims.find((claim) => claim.code === code);
  const key = known?.key ?? randomKey();
  // Set anew, so that the first is the one that was wanted longest ago.
  forgetKey(code);
  claims.push({ code, key });
  if (claims.length > MOST_KEYS) claims.shift();
  return { key, resumed: !!known };
}

/** The next claim of this code is a new one. */
export function forgetKey(code: string): void {
  const { claims } = shared();
  const at = claims.findIndex((claim) => claim.code === code);
  if (at >= 0) claims.splice(at, 1);
}
