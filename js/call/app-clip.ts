import type { Engine, EngineRequest, EngineSink } from './engine.js';
import type { ConnectionError, ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import { focused, giveFocusBack, stopWaiting } from './focus.js';
import { hasWebAssembly, loadDeadline, loadEngine, loadedEngine } from './loader.js';
import { type CheckedOptions, invalid, type PassageConfig } from './options.js';
import { deferred, member, nextTask, report, settle, soon } from './platform.js';
import { shared } from './shared.js';
import { openShell } from '../shell/shell.js';
import { pageLocale } from '../shell/words.js';

const DEFAULT_BASE_URL = 'https://connect.services.getpassage.ai';

const NO_MODAL = 'The document does not take the modal: it needs a body.';

/** What `openAppClip` returns. */
export interface AppClipHandle {
  /** Ends the session as `closed`, if it has not ended. */
  close(): void;
  /** How the session ended. Never rejects. */
  readonly result: Promise<ConnectionResult>;
}

/** Whoever opened a session and wants to follow it; the React hook is one. */
export interface Owner {
  /** While false, none of the host's callbacks is called. */
  mounted: boolean;
  /** It has opened this session, or taken it over. */
  opened(clip: AppClip): void;
  /** The status of this session changed; it may have another one by now. */
  changed(clip: AppClip): void;
}

/** Opens a session; for the claim code that is open already, it gives that session the newer call's callbacks. */
export function open(options: CheckedOptions, config: PassageConfig, owner?: Owner): AppClip {
  if (typeof document === 'undefined' && !shared().fake) {
    throw invalid('openAppClip needs a page: call it in an event handler or an effect, not on a server.');
  }
  const page = shared();
  const before = page.current;
  if (before && before.source === options.claimCode && !before.leaving) {
    before.adopt(options, owner);
    return before;
  }
  const clip = new AppClip(options, owner, before?.opener);
  // First, so that a callback of the session before, which may open another one, finds this one to end.
  page.current = clip;
  before?.close();
  clip.start(config);
  return clip;
}

/** Ends the open session, if there is one. */
export function closeCurrent(): void {
  shared().current?.close();
}

/** One `openAppClip` call, from the options to its one ending. */
export class AppClip implements EngineSink {
  readonly source: CheckedOptions['claimCode'];
  readonly handle: AppClipHandle;
  status: 'opening' | 'active' | 'complete' | 'error' | 'closed' = 'opening';
  error: ConnectionError | null = null;
  /** The last who called: its callbacks are the ones that are called. */
  owner: Owner | undefined;
  /** It was asked to close, or has told its last event: a callback that opens the same claim code now wants another session. */
  leaving = false;
  /** What had the focus when it was opened; of a session that took another's place, what had it before that one. */
  readonly opener: HTMLElement | undefined;
  private options: CheckedOptions;
  private engine: Engine | undefined;
  /** What the engine is asked for, or will be. */
  asked: EngineRequest | undefined;
  /** Nobody waits for the engine any more. */
  private stopLoading: (() => void) | undefined;
  private over = false;
  private readonly settle: (result: ConnectionResult) => void;
  private readonly signals: AbortSignal[] = [];
  /** All who called: each of them shows the session. */
  private readonly followers: Owner[] = [];
  private readonly abort = () => this.close();
  /** What the host is to be told, held back until its call has returned. */
  private early: (() => void)[] | undefined = [];
  private started = false;

  constructor(options: CheckedOptions, owner: Owner | undefined, opener: HTMLElement | undefined) {
    this.source = options.claimCode;
    this.options = options;
    this.owner = owner;
    this.opener = opener ?? focused();
    const { promise, resolve } = deferred<ConnectionResult>();
    this.settle = resolve;
    this.handle = { close: this.abort, result: promise };
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

  start(config: PassageConfig): void {
    // A callback of the session before may have opened yet another one, and so ended this.
    if (this.over) return;
    stopWaiting();
    this.show();
    this.open(config);
    this.started = true;
  }

  /** The dialog answers the click; whatever else is needed comes after. */
  private open(config: PassageConfig): void {
    const { source } = this;
    const asked: EngineRequest = (this.asked = {
      code: typeof source === 'string' ? source : undefined,
      baseUrl: config.baseUrl ?? DEFAULT_BASE_URL,
      locale: config.locale || pageLocale(),
      theme: config.theme ?? 'auto',
      redirect: true,
      shell: undefined,
      painted: false,
    });
    if (!shared().fake) {
      try {
        asked.shell = openShell(asked.locale, asked.theme, this.abort);
        // By a listener of the page that was told of the focus.
        if (this.over) return asked.shell.remove();
      } catch {
        return this.fail('INTERNAL_ERROR', NO_MODAL);
      }
      try {
        requestAnimationFrame(() => (asked.painted = true));
      } catch {
        // Then the engine finds it out.
      }
    }
    const engine = loadedEngine();
    if (engine) this.run(engine, asked);
    else void this.load(asked, config.wasm);
  }

  private async load(asked: EngineRequest, wasm: PassageConfig['wasm']): Promise<void> {
    const failed = (error: unknown) => this.fail('SDK_LOAD_FAILED', loadError(error));
    this.stopLoading = loadDeadline(failed);
    let engine;
    try {
      // Asking for files takes a slow phone as long as the dialog.
      await nextTask();
      engine = await loadEngine(wasm);
    } catch (error) {
      return failed(error);
    }
    this.stopLoading?.();
    this.run(engine, asked);
  }

  close(): void {
    if (this.over) return;
    this.leaving = true;
    if (this.started) this.tellEarly();
    if (this.engine) this.engine.close();
    else this.endHere({ outcome: 'closed' });
  }

  async askCode(): Promise<unknown> {
    try {
      return await this.options.askCode?.();
    } catch (error) {
      // The host's own error goes to the host's own reporting; the session ends with a typed one.
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
      else this.call(onClose);
      this.settle(result);
      giveFocusBack(this.opener);
      if (returnUrl) this.engine?.leave(returnUrl, answer);
    });
  }

  /** Runs `tell`, which calls the host: never before the host's own call has returned, always in order. */
  private tell(tell: () => void): void {
    if (this.early) this.early.push(tell);
    else tell();
  }

  private tellEarly(): void {
    // One by one: a callback may close the session, and then the rest is due before its ending.
    for (let tell; (tell = this.early?.shift()); ) tell();
    this.early = undefined;
  }

  private run(engine: Engine, asked: EngineRequest): void {
    if (this.over) return;
    this.engine = engine;
    asked.redirect = this.options.redirect ?? true;
    engine.open(asked, this);
  }

  private fail(code: 'SDK_LOAD_FAILED' | 'INTERNAL_ERROR', error: string): void {
    this.endHere({ outcome: 'error', error: { error, code, retryable: true } });
  }

  /** Ends a session that no engine runs. */
  private endHere(result: ConnectionResult): void {
    if (this.over) return;
    this.stopLoading?.();
    this.asked?.stop?.();
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

  /** Calls the host; what it throws or rejects with is reported and changes nothing here. */
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
  if (!hasWebAssembly()) {
    return "There is no WebAssembly (the page's Content Security Policy needs 'wasm-unsafe-eval' in script-src), and the script in its place could not be loaded.";
  }
  const cause = error instanceof Error ? ` (${error.message})` : '';
  return `The SDK could not be loaded: the page must be able to load the package's own files${cause}.`;
}
