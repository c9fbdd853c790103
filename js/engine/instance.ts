import type { Engine, EngineRequest, EngineSink } from '../call/engine.js';
import type { Exports, Host, Place, Texts } from '../generated/passage_web.js';
import { english, loadTexts, loadedTexts } from './languages.js';
import { LOAD_MS } from '../call/loader.js';
import { claim, forgetKey, type Key, keyOf } from './claim.js';
import { abortController, discard, oncePainted } from './platform.js';
import { after, deferred, report, settle, soon } from '../call/platform.js';
import { interior, wayBack } from './interior.js';
import { openShell, type Shell } from '../shell/shell.js';

/** How long a redirect waits for the promise of the host's callback, in milliseconds. */
const REDIRECT_WAIT_MS = 5_000;

/** How long the browser may take to go back, in milliseconds. */
const BACK_MS = 1_000;

/** After a panic the browser goes back from the modal's entry in the history: a modal opened meanwhile would take it for its own. */
let wentBack: Promise<void> | undefined;

type Asked = EngineRequest & { shell: Shell };

/** Runs sessions on an instance that `start` makes; `onPanic` is told when it can no longer be used. */
export async function runOn(start: (onTrap: () => void) => Promise<Exports>, onPanic: () => void): Promise<Engine> {
  const passage = await start(crash);
  await wentBack;

  let retired = false;
  /** The session that a panic would leave without an ending. */
  let open: EngineSink | undefined;
  /** A session that waits for its dialog to be painted, or for the texts of a language that was not the page's when the engine was loaded. */
  let waiting: { asked: Asked; sink: EngineSink; stop: () => void } | undefined;
  /** Of the last session; the way back to an app is shown there, too. */
  let place: Place | undefined;
  /** What a panic would leave in the page. */
  let left: { shell: Shell; stop?: (() => void) | undefined; sheet?: Parameters<Place['locked']>[0] } | undefined;
  let controller: AbortController | undefined;
  let timer: unknown;
  let request: AbortController | undefined;

  function crash(): void {
    const crashed = open ?? waiting?.sink;
    if (waiting) giveUp(waiting.asked, waiting.stop);
    open = waiting = undefined;
    // Called again for each exception on its way out, and for what still reaches for the instance.
    if (retired) return;
    retired = true;
    onPanic();
    // Not now: the instance is still on the stack.
    void soon(() => passage.retire());
    controller?.abort();
    request?.abort();
    if (timer !== undefined) clearTimeout(timer as number);
    // The claim that was sent ahead, if the instance has not taken it yet.
    left?.stop?.();
    if (left) clear(left.shell, left.sheet);
    if (crashed) fail(crashed, 'Something went wrong inside the SDK; the next call starts afresh.');
  }

  function fail(sink: EngineSink, error: string): void {
    sink.event({ type: 'ended', outcome: 'error' });
    sink.ended({ outcome: 'error', error: { error, code: 'INTERNAL_ERROR', retryable: true } });
  }

  /** For calls of our own: the host's code, which is above us, must not see the exception. */
  function guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      report(error);
    }
  }

  function begin(asked: Asked, sink: EngineSink, texts: Texts): void {
    const { shell } = asked;
    waiting = undefined;
    let inside;
    try {
      inside = interior(shell, texts);
    } catch {
      // The page has broken what makes nodes since the dialog was shown.
      giveUp(asked);
      return fail(sink, 'A node could not be added to the modal.');
    }
    const own = (controller = abortController());
    left = { shell, stop: asked.stop };
    const lent: Place = {
      shell,
      inside,
      offer: (url) => offer(asked, texts, url),
      signal: own?.signal,
      locked: (sheet) => void (left = { shell, ...left, sheet }),
    };
    place = lent;
    let claimed: ({ code: string; number: number } & Key) | undefined;
    const host: Host = {
      ...asked,
      ...lent,
      askCode: () => sink.askCode(),
      claim(code, number) {
        const ahead = claimed ? undefined : asked.claim;
        // The tries of one claim share its key. Another claim is for another code, or because what the first one went on with is over.
        const { key, resumed } = claimed?.number === number ? claimed : (ahead ?? keyOf(code, number > 1));
        claimed = { code, number, key, resumed };
        return ahead ?? claim(asked.baseUrl, code, claimed);
      },
      timer: (handle) => void (timer = handle),
      request: (controller) => void (request = controller),
      event(event) {
        // After any ending but a dismissal the next claim of the same code is a new one; the host, which is told this
        // event, may open it at once.
        if (event.type === 'ended' && event.outcome !== 'closed' && claimed) forgetKey(claimed.code);
        sink.event(event);
      },
      ended(result) {
        if (open === sink) open = undefined;
        // Sent ahead, and not asked for: it went offline before its turn.
        if (!claimed) asked.stop?.();
        // What a page has wrapped may not have been removed.
        own?.abort();
        if (place === lent) {
          // The modal is gone: a panic that comes now has nothing to clear away.
          left = undefined;
          // For the way back to an app, which comes after the ending.
          controller = abortController();
          place = { ...lent, signal: controller?.signal };
        }
        sink.ended(result);
      },
    };
    open = sink;
    guard(() => passage.open(host));
  }

  /** The way back to an app, in a dialog of its own. */
  function offer({ locale, theme }: Omit<Asked, 'shell'>, texts: Texts, url: string): Shell | undefined {
    try {
      const shell = openShell(locale, theme, close, texts.connected);
      wayBack(shell, texts, url);
      left = { shell };
      return shell;
    } catch {
      return undefined;
    }
  }

  function close(): void {
    const closed = waiting;
    waiting = undefined;
    if (closed) {
      giveUp(closed.asked, closed.stop);
      closed.sink.event({ type: 'ended', outcome: 'closed' });
      closed.sink.ended({ outcome: 'closed' });
    } else {
      guard(() => passage.close());
    }
  }

  return {
    open(request, sink) {
      const { shell, locale } = request;
      // Only the fake has none.
      if (!shell) return;
      const asked = request as Asked;
      let texts = loadedTexts(locale);
      if (texts && asked.painted) return begin(asked, sink, texts);
      const stops: ((() => void) | undefined)[] = [];
      const own = (waiting = { asked, sink, stop: () => stops.forEach((stop) => stop?.()) });
      const go = () => {
        if (waiting !== own || !texts || !asked.painted) return;
        own.stop();
        begin(asked, sink, texts);
      };
      const speak = (given: Texts) => {
        texts = given;
        go();
      };
      if (!texts) {
        stops.push(after(LOAD_MS, () => speak(english)));
        void settle(loadTexts(locale), (texts) => speak(texts as Texts), () => speak(english));
      }
      // What the engine does to the page takes longer than the dialog itself.
      if (!asked.painted) {
        stops.push(
          oncePainted(shell.dialog, () => {
            asked.painted = true;
            go();
          }),
        );
      }
    },
    close,
    leave(returnUrl, answer) {
      const go = () => {
        stop?.();
        if (waits) guard(() => place && passage.leave(place, returnUrl));
        waits = false;
      };
      let waits = true;
      const stop = answer === undefined ? undefined : after(REDIRECT_WAIT_MS, go);
      void settle(answer, go, go);
    },
  };
}

/** Ends what was begun for a session that no instance runs. */
function giveUp({ shell, stop }: Asked, stopWaiting?: () => void): void {
  stopWaiting?.();
  stop?.();
  shell.remove();
}

/** Undoes by hand what the modal did to the page: nothing in a panicked instance does it any more. */
function clear(shell: Shell, sheet: Parameters<typeof discard>[0]): void {
  shell.remove();
  discard(sheet);
  // The entry that closes the modal by the back button.
  if (!(history.state as { [mark: string]: unknown } | null)?.['@getpassage/web-react']) return;
  const { promise, resolve } = deferred<void>();
  wentBack = promise;
  const stop = after(BACK_MS, resolve);
  const arrived = () => {
    stop?.();
    resolve();
  };
  addEventListener('popstate', arrived, { __proto__: null, once: true } as AddEventListenerOptions);
  history.back();
}
