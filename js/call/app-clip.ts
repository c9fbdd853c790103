import type { Engine, EngineRequest, EngineSink } from './engine.js';
import type { CloseInfo, ConnectionError, ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import type { WholeConfig } from './config.js';
import { focused, giveFocusBack, stopWaiting } from './focus.js';
import { hasWebAssembly, loadDeadline, loadEngine, loadedEngine } from './loader.js';
import { type CheckedOptions, checkOptions, invalid, type OpenAppClipOptions } from './options.js';
import { deferred, member, nextTask, report, settle, soon } from './platform.js';
import { shared } from './shared.js';
import { openShell } from '../shell/shell.js';
import { ENGLISH, pageLocale } from '../shell/words.js';

const NO_MODAL = 'The modal needs a page with a body.';

/** What `openAppClip` returns. */
export interface AppClipHandle {
  /** Ends the session as `closed`; does nothing if it has ended already. */
  close(): void;
  /** How the session ended. Never rejects. */
  readonly result: Promise<ConnectionResult>;
}

/** Opens sessions and shows their status, as the React hook does. */
export interface Owner {
  /** While false, none of the host page's callbacks is called. */
  mounted: boolean;
  /** Called when it has opened this session, or has joined it by opening the same claim code. */
  opened(clip: AppClip): void;
  /** Called when the status of this session has changed. The owner may have opened another session since. */
  changed(clip: AppClip): void;
}

/**
 * Opens a session. If the same claim code is open already, returns that session, which gets the newer call's callbacks. Throws an
 * error for options that cannot work.
 */
export function open(given: OpenAppClipOptions, config: WholeConfig, owner?: Owner): AppClip {
  const options = checkOptions(given, config.baseUrl);
  const page = shared();
  if (typeof document === 'undefined' && !page.fake) {
    throw invalid('openAppClip needs a page: call it in an event handler or effect.');
  }
  const before = page.current;
  if (before?.source === options.claimCode && !before.leaving) {
    before.adopt(options, owner);
    return before;
  }
  const clip = new AppClip(options, owner);
  // Set before the previous session is closed: that calls its callbacks, and if one of them opens a session, it must end this one.
  page.current = clip;
  before?.close('replaced');
  clip.start(config, before);
  return clip;
}

/** Ends the open session, if there is one. */
export function closeCurrent(): void {
  shared().current?.close();
}

/** One session, from the options of `openAppClip` to its one ending. */
export class AppClip implements EngineSink {
  readonly source: CheckedOptions['claimCode'];
  readonly handle: AppClipHandle;
  status: 'opening' | 'active' | 'complete' | 'error' | 'closed' = 'opening';
  error: ConnectionError | null = null;
  /** Of the link that is complete. */
  linkId: string | undefined;
  /** The owner of the newest call; while it is not mounted, no callback is called. */
  owner: Owner | undefined;
  /** It is closing, or has told its last event: opening the same claim code now opens another session. */
  leaving = false;
  /** What gets the focus after the ending: what had it before the opening. A session that replaces another one takes over that one's. */
  opener: HTMLElement | undefined;
  private options: CheckedOptions;
  private engine: Engine | undefined;
  /** What the engine gets, once it is loaded. */
  asked: EngineRequest | undefined;
  /** Cancels the deadline for loading the engine. */
  private stopLoading: (() => void) | undefined;
  private over = false;
  private readonly settle: (result: ConnectionResult) => void;
  private readonly signals: AbortSignal[] = [];
  /** The owners of all calls: each of them shows the session's status. */
  private readonly followers: Owner[] = [];
  private readonly abort = () => this.close('signal');
  /** Calls to the host page that wait until its own call of `openAppClip` has returned; `undefined` from then on. */
  private early: (() => void)[] | undefined = [];
  private started = false;

  constructor(options: CheckedOptions, owner: Owner | undefined) {
    this.source = options.claimCode;
    this.options = options;
    this.owner = owner;
    const { promise, resolve } = deferred<ConnectionResult>();
    this.settle = resolve;
    this.handle = { close: () => this.close(), result: promise };
    this.follow(options.signal);
    void soon(() => this.tellEarly());
  }

  /** Takes the callbacks of a newer call for the same claim code. */
  adopt(options: CheckedOptions, owner: Owner | undefined): void {
    this.options = options;
    this.owner = owner;
    this.follow(options.signal);
    this.show();
  }

  start(config: WholeConfig, before: AppClip | undefined): void {
    // A callback of the previous session may have opened yet another session, which has ended this one.
    if (this.over) return;
    this.opener = before?.opener ?? focused();
    stopWaiting();
    this.show();
    this.open(config);
    this.started = true;
  }

  /** Shows the dialog at once, as the answer to the click; whatever else is needed follows. */
  private open(config: WholeConfig): void {
    const { source } = this;
    const locale = config.locale || pageLocale();
    const asked = (this.asked = {
      __proto__: null,
      code: typeof source === 'string' ? source : undefined,
      baseUrl: config.baseUrl,
      locale,
      words: loadedEngine()?.words?.(locale) ?? (/^en/i.test(locale) ? ENGLISH : undefined),
      theme: config.theme ?? 'auto',
      redirect: true,
    } as EngineRequest);
    if (!shared().fake) {
      try {
        asked.shell = openShell(asked.words, asked.theme, (by) => this.close(by), this.options.container);
        // Showing the dialog moves the focus, and a focus listener of the page may have closed the session.
        if (this.over) return asked.shell.remove();
      } catch {
        return this.fail('INTERNAL_ERROR', NO_MODAL);
      }
      try {
        requestAnimationFrame(() => (asked.painted = true));
      } catch {
        // Then the engine finds out by itself when the dialog is painted.
      }
    }
    const engine = loadedEngine();
    if (engine) this.run(engine, asked);
    else void this.load(asked, config);
  }

  private async load(asked: EngineRequest, config: WholeConfig): Promise<void> {
    const failed = (error: unknown) => this.fail('SDK_LOAD_FAILED', loadError(error));
    this.stopLoading = loadDeadline(failed);
    let engine;
    try {
      // On a slow phone, requesting the files takes as long as showing the dialog, so the dialog is painted first.
      await nextTask();
      if (this.over) return;
      engine = await loadEngine(config);
    } catch (error) {
      return failed(error);
    }
    this.stopLoading?.();
    this.run(engine, asked);
  }

  close(by: CloseInfo['by'] = 'host'): void {
    if (this.over) return;
    this.leaving = true;
    if (this.started) this.tellEarly();
    if (this.engine) this.engine.close(by);
    else this.endHere({ outcome: 'closed', by });
  }

  async askCode(): Promise<unknown> {
    try {
      return await this.options.askCode?.();
    } catch (error) {
      // The error of the host page's function is reported as an uncaught one would be; the session ends with a typed error.
      report(error);
      return undefined;
    }
  }

  event(event: PassageEvent): void {
    if (event.type === 'ended') this.leaving = true;
    this.tell(() => {
      if (event.type === 'frameReady') this.setStatus('active');
      this.call(this.options.onEvent, event);
    });
  }

  ended(ending: ConnectionResult & { returnUrl?: string }): void {
    if (this.over) return;
    const returnUrl = member(ending, 'returnUrl');
    const { returnUrl: _, ...result } = ending;
    this.linkId = member(result as { linkId?: string }, 'linkId');
    this.over = true;
    if (shared().current === this) shared().current = undefined;
    for (const signal of this.signals) signal.removeEventListener('abort', this.abort);
    this.tell(() => {
      if (result.outcome === 'error') this.error = result.error;
      this.setStatus(result.outcome);
      const { onConnectionComplete, onConnectionError, onClose } = this.options;
      let answer: unknown;
      if (result.outcome === 'complete') answer = this.call(onConnectionComplete);
      else if (result.outcome === 'error') answer = this.call(onConnectionError, result.error);
      else this.call(onClose, { by: result.by });
      this.settle(result);
      // In a container, only if it was inside.
      if (this.asked?.shell?.outside) this.opener = undefined;
      giveFocusBack(this.opener);
      if (returnUrl) this.engine?.leave(returnUrl, answer);
    });
  }

  /** Runs `tell`, which calls the host page: in order, and not before the host's own call of `openAppClip` has returned. */
  private tell(tell: () => void): void {
    if (this.early) this.early.push(tell);
    else tell();
  }

  private tellEarly(): void {
    // One by one: a callback may close the session, which runs the rest of them before the ending.
    for (let tell; (tell = this.early?.shift()); ) tell();
    this.early = undefined;
  }

  private run(engine: Engine, asked: EngineRequest): void {
    if (this.over) {
      if (this.status === 'closed') engine.closedBefore?.(asked);
      return;
    }
    this.engine = engine;
    asked.redirect = this.options.redirect ?? true;
    engine.open(asked, this);
  }

  private fail(code: 'SDK_LOAD_FAILED' | 'INTERNAL_ERROR', error: string): void {
    const userMessage = (this.asked?.words ?? ENGLISH).again;
    this.endHere({ outcome: 'error', error: { error, userMessage, code, retryable: true } });
  }

  /** Ends a session that is not running on an engine. */
  private endHere(result: ConnectionResult): void {
    if (this.over) return;
    this.stopLoading?.();
    this.asked?.stop?.(result.outcome);
    this.asked?.shell?.remove();
    this.event({ type: 'ended', outcome: result.outcome });
    this.ended(result);
  }

  private follow(signal: AbortSignal | undefined): void {
    if (!signal) return;
    if (signal.aborted) void soon(this.abort);
    this.signals.push(signal);
    signal.addEventListener('abort', this.abort);
  }

  private show(): void {
    if (!this.owner) return;
    if (!this.followers.includes(this.owner)) this.followers.push(this.owner);
    this.owner.opened(this);
  }

  private setStatus(status: AppClip['status']): void {
    this.status = status;
    for (const follower of this.followers) {
      if (follower.mounted) follower.changed(this);
    }
  }

  /** Calls a callback. What it throws or rejects with is reported, and changes nothing else. */
  private call<A extends unknown[]>(callback: ((...args: A) => unknown) | undefined, ...args: A): unknown {
    if (!callback || this.owner?.mounted === false) return undefined;
    try {
      const answer = callback(...args);
      void settle(answer, () => undefined, report);
      return answer;
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

function loadError(error: unknown): string {
  const what = hasWebAssembly()
    ? "One of the package's files"
    : "There is no WebAssembly (allow 'wasm-unsafe-eval' in script-src), and the script in its place";
  return `${what} could not be loaded${error instanceof Error ? ` (${error.message})` : ''}.`;
}
