import type { Engine } from '../call/engine.js';
import { settle } from '../call/platform.js';
import { shared } from '../call/shared.js';
import type { FailureCode } from './errors.js';
import { type FakeEvent, type FakeSession, ScriptedSession } from './session.js';

/**
 * Replaces Passage in the tests of a host page: the test does what the person or the service would do.
 *
 * `complete`, `fail`, `expire`, `close` and `emit` throw an `Error` if no session is open. When they return, the host page's callbacks
 * have been called, with two exceptions. Right after `openAppClip`, before the next `await`, callbacks come one microtask later,
 * since they never come before that call has returned. And while a `claimCode` function has not answered, everything except
 * `close()` waits for its answer.
 */
export interface FakePassage {
  /** Every session since the installation or `reset()`, oldest first. */
  readonly sessions: readonly FakeSession[];
  /** The link is complete. `returnUrl` is the one that the link was created with. */
  complete(link?: { returnUrl?: string }): void;
  /**
   * The session fails. `retryable` is that of the code; a code that is not in the table is not retryable. `error` is the text for the
   * developer; default: the text of the code. `requestId` is that of the answer which decided it; default: none.
   */
  fail(code: FailureCode, error?: string, requestId?: string): void;
  /** The link has expired: a `claimCode` function is asked once for another code; otherwise the session ends with `LINK_EXPIRED`. */
  expire(): void;
  /** The person dismisses the modal. */
  close(): void;
  /**
   * An event occurs. Events that always precede it are emitted first: `claimed` before `frameReady`, both before `progress` and
   * `handedOver`. An event that occurs only once in a real session is emitted only once.
   */
  emit(event: FakeEvent): void;
  /** Closes the open session, if there is one, and forgets all sessions. For `afterEach`. */
  reset(): void;
  /** Does what `reset()` does, and puts the real Passage back. */
  uninstall(): void;
}

/**
 * Replaces the engine of `openAppClip` and `usePassage`, until `uninstall()`: no WebAssembly, no network, no modal, no timers.
 * Replaces a fake that was installed before, whose open session ends as `closed`.
 */
export function installFakePassage(): FakePassage {
  const page = shared();
  let sessions: ScriptedSession[] = [];
  let links = 0;

  function newest(): ScriptedSession | undefined {
    return sessions[sessions.length - 1];
  }

  function current(): ScriptedSession {
    const session = newest();
    if (!session || session.over) {
      throw new Error('[passage] No session is open: openAppClip has not been called yet, or its session has ended.');
    }
    return session;
  }

  const engine: Engine = {
    open(request, sink) {
      // Another copy of the package, which shares this fake, may have a session open.
      newest()?.close('replaced');
      const session = new ScriptedSession(request, sink, () => `link_${++links}`);
      sessions.push(session);
      session.open();
    },
    close: (by) => newest()?.close(by),
    leave(returnUrl, answer) {
      const announced = sessions.find(
        ({ seen }) =>
          seen.redirectedTo === undefined && seen.events.some((event) => event.type === 'redirecting' && event.returnUrl === returnUrl),
      );
      // Unlike the real engine, it waits without a limit, because the fake sets no timers.
      const go = () => {
        if (announced) announced.seen.redirectedTo = returnUrl;
      };
      void settle(answer, go, go);
    },
  };

  page.fake?.close('host');
  page.fake = engine;

  function reset(): void {
    engine.close('host');
    sessions = [];
    links = 0;
  }

  return {
    get sessions() {
      return sessions.map(({ seen }) => seen);
    },
    complete: (link) => current().complete(link?.returnUrl),
    fail(code, error, requestId) {
      if (code === 'INVALID_OPTIONS') {
        throw new Error('[passage] INVALID_OPTIONS does not end a session: openAppClip throws it, with the fake as well.');
      }
      current().fail(code, error, requestId);
    },
    expire: () => current().expire(),
    close: () => current().close('person'),
    emit: (event) => current().emit(event),
    reset,
    uninstall() {
      reset();
      if (page.fake === engine) page.fake = undefined;
    },
  };
}
