import type { Engine, EngineRequest, EngineSink } from '../call/engine.js';
import type { CloseInfo, Exports, Host, Place, TextName, Texts } from '../generated/passage_web.js';
import { english, loadTexts, loadedTexts } from './languages.js';
import { LOAD_MS } from '../call/loader.js';
import { cancel, claim, forgetKey, forgetStored, type Key, keyOf } from './claim.js';
import { abortController, attempt, discard, oncePainted } from './platform.js';
import { after, deferred, report, settle, soon } from '../call/platform.js';
import { interior, wayBack } from './interior.js';
import { focused, giveFocusBack } from '../call/focus.js';
import { shared } from '../call/shared.js';
import { openShell, type Shell } from '../shell/shell.js';

/** How long a redirect waits for the promise of the host's callback, in milliseconds. */
const REDIRECT_WAIT_MS = 5_000;

/** How long the browser may take to go back in the history, in milliseconds. */
const BACK_MS = 1_000;

/**
 * Set after a panic, until the browser has gone back from the modal's entry in the history: a modal that opens before that would
 * take the entry for its own.
 */
let wentBack: Promise<void> | undefined;

/** A request for a real session: only the fake for tests has no shell. */
type SessionRequest = EngineRequest & { shell: Shell };

/** A session on this engine. */
interface Session {
  readonly asked: SessionRequest;
  readonly sink: EngineSink;
}

/**
 * Makes an engine of an instance.
 *
 * @param start makes the instance, which calls `onTrap` when it has trapped
 * @param onPanic called once, when the instance can no longer be used
 */
export async function runOn(start: (onTrap: () => void) => Promise<Exports>, onPanic: () => void): Promise<Engine> {
  const passage = await start(crash);
  await wentBack;

  let crashed = false;
  /** The open session, which a panic must still give an ending. */
  let open: Session | undefined;
  /** A session that waits until its dialog is painted, or until the texts of its language are loaded. */
  let waiting: (Session & { stop: () => void }) | undefined;
  /** What the last session's modal was given; the dialog with the link back to an app uses it, too. */
  let place: Place | undefined;
  /** What a panic would leave behind in the page. */
  let leftovers: { shell: Shell; stop?: (() => void) | undefined; sheet?: Parameters<Place['locked']>[0] } | undefined;
  let listeners: AbortController | undefined;
  let lastTimer: unknown;
  let lastRequest: AbortController | undefined;

  function crash(): void {
    const session = open ?? waiting;
    if (waiting) giveUp(waiting.asked, waiting.stop);
    open = waiting = undefined;
    // Called once for each exception that passes through, and again for any later call into the instance.
    if (crashed) return;
    crashed = true;
    onPanic();
    // Not now: the instance is still on the stack.
    void soon(() => passage.retire());
    listeners?.abort();
    lastRequest?.abort();
    if (lastTimer !== undefined) clearTimeout(lastTimer as number);
    // Aborts the claim that was sent ahead, if the instance has not taken it over yet.
    leftovers?.stop?.();
    forgetStored();
    if (leftovers) clear(leftovers.shell, leftovers.sheet);
    if (session) fail(session, 'Something went wrong inside the SDK; the next call starts afresh.');
  }

  function fail({ asked, sink }: Session, error: string): void {
    const userMessage = (asked.words ?? english).again;
    sink.event({ type: 'ended', outcome: 'error' });
    sink.ended({ outcome: 'error', error: { error, userMessage, code: 'INTERNAL_ERROR', retryable: true } });
  }

  /** Runs a call into the instance. Its exceptions are reported, and do not reach the host page's code that called us. */
  function guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      report(error);
    }
  }

  function begin(asked: SessionRequest, sink: EngineSink, texts: Texts): void {
    const { shell } = asked;
    waiting = undefined;
    asked.begun = true;
    asked.words = texts;
    let inside;
    try {
      shell.speak(texts);
      inside = interior(shell, texts);
      followPress(shell, sink.opener);
    } catch {
      // The page has broken the DOM's methods since the dialog was shown.
      giveUp(asked);
      return fail({ asked, sink }, 'A node could not be added to the modal.');
    }
    const own = (listeners = abortController());
    leftovers = { shell, stop: asked.stop };
    const given: Place = {
      shell,
      inside,
      offer: (url) => offer(asked, texts, url),
      signal: own?.signal,
      locked: (sheet) => void (leftovers = { shell, ...leftovers, sheet }),
    };
    place = given;
    let claimed: ({ code: string; number: number } & Key) | undefined;
    const host: Host = {
      ...asked,
      ...given,
      askCode: () => sink.askCode(),
      claim(code, number) {
        const ahead = claimed ? undefined : asked.claim;
        // All tries of one claim share its key. A later claim needs a new one: its code was replaced, or the resumed session is over.
        const { key, resumed } = claimed?.number === number ? claimed : (ahead ?? keyOf(code, number > 1));
        claimed = { code, number, key, resumed };
        return ahead ?? claim(asked.baseUrl, code, claimed);
      },
      cancel: (code, sessionId) => cancel(asked.baseUrl, code, claimed ?? asked.claim ?? keyOf(code, false), sessionId),
      timer: (handle) => void (lastTimer = handle),
      request: (controller) => void (lastRequest = controller),
      event(event) {
        // After any ending but `closed`, the next claim of the same code starts a new session. Forgotten before the host page is told,
        // since that may open the same code at once.
        if (event.type === 'ended') {
          forgetStored();
          if (event.outcome !== 'closed' && claimed) forgetKey(claimed.code);
        }
        sink.event(event);
      },
      ended(result) {
        if (open?.sink === sink) open = undefined;
        // The engine knows the name of the text, and not the language.
        if (result.outcome === 'error') result.error.userMessage = texts[result.error.userMessage as TextName];
        // The claim that was sent ahead was never taken over: the browser went offline first.
        if (!claimed) asked.stop?.();
        // If the page has wrapped `removeEventListener`, listeners may still be there.
        own?.abort();
        if (place === given) {
          // The modal is gone: a later panic leaves nothing of it behind.
          leftovers = undefined;
          // For the dialog with the link back to an app, which opens after the ending.
          listeners = abortController();
          place = { ...given, signal: listeners?.signal };
        }
        sink.ended(result);
      },
    };
    open = { asked, sink };
    guard(() => passage.open(host));
  }

  /** Opens the dialog with the link back to an app. */
  function offer({ theme, shell: before }: SessionRequest, texts: Texts, url: string): Shell | undefined {
    const opener = focused();
    try {
      const shell = openShell(texts, theme, close, before.container, texts.connected);
      wayBack(shell, texts, url);
      const { remove } = shell;
      shell.remove = () => {
        remove();
        // A dialog gives it back by itself.
        if (before.container && !shell.outside) giveFocusBack(opener);
      };
      leftovers = { shell };
      return shell;
    } catch {
      return undefined;
    }
  }

  function close(by: CloseInfo['by']): void {
    const closed = waiting;
    waiting = undefined;
    if (closed) {
      giveUp(closed.asked, closed.stop, 'closed');
      closed.sink.event({ type: 'ended', outcome: 'closed' });
      closed.sink.ended({ outcome: 'closed', by });
    } else {
      guard(() => passage.close(by));
    }
  }

  return {
    words: loadedTexts,
    open(request, sink) {
      const { shell, locale } = request;
      // Only the fake for tests has no shell, and it does not run here.
      if (!shell) return;
      const asked = request as SessionRequest;
      let texts = loadedTexts(locale);
      if (texts && asked.painted) return begin(asked, sink, texts);
      const stops: ((() => void) | undefined)[] = [];
      const own = (waiting = { asked, sink, stop: () => stops.forEach((stop) => stop?.()) });
      const beginIfReady = () => {
        if (waiting !== own || !texts || !asked.painted) return;
        own.stop();
        begin(asked, sink, texts);
      };
      const takeTexts = (loaded: unknown) => {
        texts = loaded as Texts;
        beginIfReady();
      };
      const takeEnglish = () => takeTexts(english);
      if (!texts) {
        stops.push(after(LOAD_MS, takeEnglish));
        void settle(loadTexts(locale), takeTexts, takeEnglish);
      }
      // The engine's work on the page takes longer than the dialog itself, so the dialog is painted first.
      if (!asked.painted) {
        stops.push(
          oncePainted(shell.dialog, () => {
            asked.painted = true;
            beginIfReady();
          }),
        );
      }
    },
    closedBefore({ code, baseUrl, claim }) {
      // A claim that was sent has been called off, and another session that is open now may have resumed the same one.
      if (!code || claim || shared().current) return;
      cancel(baseUrl, code, keyOf(code, false));
      forgetStored();
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

/**
 * Moves the focus into a region, if the person has just pressed something that still has it, or that the page has hidden, disabled or
 * removed meanwhile: then the next Tab is inside, and a screen reader says the region's name. A region that opens by itself leaves the
 * focus where it is. The page does not scroll in any case.
 */
function followPress({ container, dialog }: Shell, opener: HTMLElement | undefined): void {
  const pressed = attempt(() => navigator.userActivation.isActive);
  const holder = focused();
  const follows = attempt(() => (holder ? holder === opener : opener?.matches(':disabled') || !opener?.getClientRects().length));
  if (container && pressed && opener && follows) {
    dialog.focus({ __proto__: null, preventScroll: true } as FocusOptions);
  }
}

/** Removes the dialog of a session that does not run on the instance yet, and stops what was begun for it. */
function giveUp({ shell, stop }: SessionRequest, stopWaiting?: () => void, outcome?: 'closed'): void {
  stopWaiting?.();
  stop?.(outcome);
  shell.remove();
}

/** Undoes what the modal did to the page, after a panic: the instance can no longer do it. */
function clear(shell: Shell, sheet: Parameters<typeof discard>[0]): void {
  shell.remove();
  discard(sheet);
  // The modal's entry in the history, for the back button.
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
