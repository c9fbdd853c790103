import type { Engine } from '../call/engine.js';
import { settle } from '../call/platform.js';
import { shared } from '../call/shared.js';
import type { FailureCode } from './errors.js';
import { type FakeEvent, type FakeSession, ScriptedSession } from './session.js';

/**
 * Stands for Passage in the tests of a host page: what a person or the service would do, a test does with it.
 *
 * `complete`, `fail`, `expire`, `close` and `emit` throw an `Error` if no session is open. The host's callbacks have been
 * called when they return. Two exceptions: in the very block of code that called `openAppClip`, callbacks come one
 * microtask later, as they never come before that call has returned; and while a `claimCode` function has not answered,
 * everything waits for its answer, except `close()`.
 */
export interface FakePassage {
  /** Every session since the installation or `reset()`, oldest first. */
  readonly sessions: readonly FakeSession[];
  /** The service says that the link is complete. `returnUrl` is what the link was created with. */
  complete(link?: { returnUrl?: string }): void;
  /**
   * It ends as an error. `retryable` is what the real one says for this code; a code of your own is passed through as
   * not retryable. `error` is the text for the developer; default: the text of the real one.
   */
  fail(code: FailureCode, error?: string): void;
  /** The link has expired: a `claimCode` function is asked once for another code; otherwise it ends as `LINK_EXPIRED`. */
  expire(): void;
  /** The person dismisses the modal. */
  close(): void;
  /**
   * Something happens meanwhile. What always comes before it comes before it: `frameReady` is preceded by `claimed`,
   * `progress` by both. What the real one tells once is told once.
   */
  emit(event: FakeEvent): void;
  /** Closes the open session, if there is one, and forgets all. For `afterEach`. */
  reset(): void;
  /** `reset()`, and the real Passage again. */
  uninstall(): void;
}

/**
 * Replaces what `openAppClip` and `usePassage` run on: no WebAssembly, no network, no modal, no timers, until
 * `uninstall()`. A fake that was installed before is replaced; its open session ends as `closed`.
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
      // Another copy of the package may have opened one; it shares this fake.
      newest()?.close();
      const session = new ScriptedSession(request, sink, () => `link_${++links}`);
      sessions.push(session);
      session.open();
    },
    close: () => newest()?.close(),
    leave(returnUrl, answer) {
      const announced = sessions.find(
        ({ seen }) =>
          seen.redirectedTo === undefined &&
          seen.events.some((event) => event.type === 'redirecting' && event.returnUrl === returnUrl),
      );
      // It waits for as long as it takes, and sets no timer.
      const go = () => {
        if (announced) announced.seen.redirectedTo = returnUrl;
      };
      void settle(answer, go, go);
    },
  };

  page.fake?.close();
  page.fake = engine;

  function reset(): void {
    engine.close();
    sessions = [];
    links = 0;
  }

  return {
    get sessions() {
      return sessions.map(({ seen }) => seen);
    },
    complete: (link) => current().complete(link?.returnUrl),
    fail(code, error) {
      if (code === 'INVALID_OPTIONS') {
        throw new Error('[passage] INVALID_OPTIONS does not end a session: openAppClip throws it, with the fake as well.');
      }
      current().fail(code, error);
    },
    expire: () => current().expire(),
    close: () => current().close(),
    emit: (event) => current().emit(event),
    reset,
    uninstall() {
      reset();
      if (page.fake === engine) page.fake = undefined;
    },
  };
}
