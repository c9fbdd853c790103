import type { Claim } from '../engine/claim.js';
import type { ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import type { Shell } from '../shell/shell.js';

/** What a session asks of an engine. */
export interface EngineRequest {
  /** The claim code, or `undefined` when the sink is to be asked. */
  code: string | undefined;
  baseUrl: string;
  /** A language tag. */
  locale: string;
  theme: 'light' | 'dark' | 'auto';
  redirect: boolean;
  /** The dialog that the click has shown: the engine takes it over. The fake for tests has none. */
  shell: Shell | undefined;
  /** The first try of the claim, if it was sent while the engine was on its way. */
  claim?: Claim | undefined;
  /** Stops what was begun for it while the engine was on its way. */
  stop?: (() => void) | undefined;
  /** The dialog was in an animation frame, and so has been painted. */
  painted: boolean;
}

/** What an engine tells the session it runs. */
export interface EngineSink {
  askCode(): Promise<unknown>;
  event(event: PassageEvent): void;
  /** Once, after the last event. */
  ended(result: ConnectionResult & { returnUrl?: string }): void;
}

/** Runs one session at a time. The WebAssembly is one; the fake for tests is another. */
export interface Engine {
  /** Begins a session. */
  open(request: EngineRequest, sink: EngineSink): void;
  /** Closes the open session: when it returns, nothing of it is in the page. */
  close(): void;
  /** Leaves the page for an address that came with an ending, when what the host's callback gave has settled. */
  leave(returnUrl: string, answer: unknown): void;
}
