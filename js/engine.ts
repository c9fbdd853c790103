import type { ConnectionResult, PassageEvent } from './generated/passage_web.js';

/** What a session asks of an engine. */
export interface EngineRequest {
  /** The claim code, or `undefined` when the sink is to be asked. */
  code: string | undefined;
  baseUrl: string;
  /** A language tag; `undefined` for the page's own. */
  locale: string | undefined;
  theme: 'light' | 'dark' | 'auto';
  redirect: boolean;
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
  /** It waits for the host's promises for as long as they take, and sets no timer. */
  readonly untimed?: boolean;
  /** When it returns, the modal is in the page. */
  open(request: EngineRequest, sink: EngineSink): void;
  /** Closes the open session: when it returns, nothing of it is in the page. */
  close(): void;
  /** Runs through a session where nobody sees it, so that the first one opens as fast as the second. */
  rehearse?(): void;
  /** Leaves the page for an address that came with an ending. */
  leave(returnUrl: string): void;
}
