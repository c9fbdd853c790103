import type { ConnectionResult, PassageEvent } from './generated/passage_web.js';

/**
 * Where on `globalThis` the fake for tests stands while it is installed: a test run may hold this package twice, as ESM
 * and as CommonJS or before and after the runner forgot its modules, and all of them must find the same fake.
 */
export const ENGINE = Symbol.for('@getpassage/web-react/engine');

/** What a session asks of an engine. */
export interface EngineRequest {
  /** The claim code, or `undefined` when the sink is to be asked. */
  code: string | undefined;
  baseUrl: string;
  locale: string;
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
  /** When it returns, the modal is in the page. */
  open(request: EngineRequest, sink: EngineSink): void;
  /** Closes the open session: when it returns, nothing of it is in the page. */
  close(): void;
  /** Runs through a session where nobody sees it, so that the first one opens as fast as the second. */
  rehearse?(): void;
  /** Leaves the page for an address that came with an ending. */
  leave(returnUrl: string): void;
}
