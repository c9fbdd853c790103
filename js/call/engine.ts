import type { Claim } from '../engine/claim.js';
import type { CloseInfo, ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import type { Shell } from '../shell/shell.js';
import type { Words } from '../shell/words.js';

/** What an engine needs to run a session. */
export interface EngineRequest {
  /** The claim code; `undefined` if the engine must call `askCode`. */
  code: string | undefined;
  baseUrl: string;
  /** A language tag. */
  locale: string;
  theme: 'light' | 'dark' | 'auto';
  redirect: boolean;
  /** The words of that language, or of the one in its place; `undefined` while they are being loaded. */
  words: Words | undefined;
  /** The dialog that the click has opened, for the engine to take over; `undefined` with the fake for tests. */
  shell?: Shell | undefined;
  /** The first try of the claim, if it was sent while the engine was loading. */
  claim?: Claim | undefined;
  /** Stops what was begun for the session while the engine was loading. If it was closed, what the claim resumes is called off. */
  stop?: ((outcome?: ConnectionResult['outcome']) => void) | undefined;
  /** The dialog has been painted. */
  painted?: boolean;
  /** The session runs: its language is decided. */
  begun?: boolean;
}

/** What an engine calls while it runs a session. */
export interface EngineSink {
  /** What had the focus before the opening. */
  readonly opener?: HTMLElement | undefined;
  /** Calls the host page's `claimCode` function. Never rejects. */
  askCode(): Promise<unknown>;
  event(event: PassageEvent): void;
  /** Called once, after the last event. */
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}

/** Runs one session at a time. One engine is the WebAssembly, another is the fake for tests. */
export interface Engine {
  /** The words of a language, if they are loaded. The fake for tests has none. */
  words?(locale: string): Words | undefined;
  /** Starts a session. */
  open(request: EngineRequest, sink: EngineSink): void;
  /** Calls off what the claim of a session would have resumed that was closed while the engine was loading. */
  closedBefore?(request: EngineRequest): void;
  /** Closes the open session. When it returns, nothing of the session is left in the page. */
  close(by: CloseInfo['by']): void;
  /** Navigates to the `returnUrl` of an ending, once `answer`, which the host's callback returned, has settled. */
  leave(returnUrl: string, answer: unknown): void;
}
