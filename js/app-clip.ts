import type { Engine, EngineSink } from './engine.js';
import type { ConnectionError, ConnectionResult, PassageEvent } from './generated/passage_web.js';
import { hasWebAssembly, loadEngine, loadedEngine } from './loader.js';
import type { OpenAppClipOptions, PassageConfig } from './options.js';
import { report } from './report.js';

const DEFAULT_BASE_URL = 'https://connect.services.getpassage.ai';

/** How long a redirect waits for the promise of the host's callback, in milliseconds. */
const REDIRECT_WAIT_MS = 5_000;

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

/** The session that is open: there is never more than one in a page. */
let current: AppClip | undefined;

/** Opens a session; for the claim code that is open already, it gives that session the newer call's callbacks. */
export function open(options: OpenAppClipOptions, config: PassageConfig, owner?: Owner): AppClip {
  const before = current;
  if (before && before.source === options.claimCode && !before.leaving) {
    before.adopt(options, owner);
    return before;
  }
  const clip = new AppClip(options, owner);
  // First, so that a callback of the session before, which may open another one, finds this one to end.
  current = clip;
  before?.close();
  clip.start(config);
  return clip;
}

/** Ends the open session, if there is one. */
export function closeCurrent(): void {
  current?.close();
}

/** One `openAppClip` call, from the options to its one ending. */
export class AppClip implements EngineSink {
  readonly source: OpenAppClipOptions['claimCode'];
  readonly handle: AppClipHandle;
  status: 'opening' | 'active' | 'complete' | 'error' | 'closed' = 'opening';
  error: ConnectionError | null = null;
  /** The last who called: its callbacks are the ones that are called. */
  owner: Owner | undefined;
  /** It was asked to close, or has told its last event: a callback that opens the same claim code now wants another session. */
  leaving = false;
  private options: OpenAppClipOptions;
  private engine: Engine | undefined;
  private over = false;
  private settle!: (result: ConnectionResult) => void;
  private readonly signals = new Set<AbortSignal>();
  /** All who called: each of them shows the session. */
  private readonly followers = new Set<Owner>();
  private readonly abort = () => this.close();
  /** What the host is to be told, held back until its call has returned. */
  private early: (() => void)[] | undefined = [];
  private started = false;

  constructor(options: OpenAppClipOptions, owner: Owner | undefined) {
    this.source = options.claimCode;
    this.options = options;
    this.owner = owner;
    const result = new Promise<ConnectionResult>((resolve) => (this.settle = resolve));
    this.handle = { close: this.abort, result };
    this.follow(options.signal);
    queueMicrotask(() => this.tellEarly());
  }

  /** Takes the callbacks of a newer call for the same claim code. */
  adopt(options: OpenAppClipOptions, owner: Owner | undefined): void {
    this.options = options;
    this.owner = owner;
    this.follow(options.signal);
    this.show();
  }

  start(config: PassageConfig): void {
    // A callback of the session before may have opened yet another one, and so ended this.
    if (this.over) return;
    this.show();
    const engine = loadedEngine();
    if (engine) {
      this.run(engine, config);
    } else {
      loadEngine(config.wasm).then(
        (loaded) => this.run(loaded, config),
        () => this.fail('SDK_LOAD_FAILED', loadError()),
      );
    }
    this.started = true;
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
      return await (this.source as () => string | Promise<string>)();
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

  ended({ returnUrl, ...result }: ConnectionResult & { returnUrl?: string }): void {
    if (this.over) return;
    this.over = true;
    if (current === this) current = undefined;
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
      if (returnUrl) void settled(answer, REDIRECT_WAIT_MS).then(() => this.engine?.leave(returnUrl));
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

  private run(engine: Engine, config: PassageConfig): void {
    if (this.over) return;
    this.engine = engine;
    engine.open(
      {
        code: typeof this.source === 'string' ? this.source : undefined,
        baseUrl: config.baseUrl ?? DEFAULT_BASE_URL,
        locale: config.locale || document.documentElement.lang || navigator.language,
        theme: config.theme ?? 'auto',
        redirect: this.options.redirect ?? true,
      },
      this,
    );
  }

  private fail(code: 'SDK_LOAD_FAILED', error: string): void {
    this.endHere({ outcome: 'error', error: { error, code, retryable: true } });
  }

  /** Ends a session that no engine runs. */
  private endHere(result: ConnectionResult): void {
    if (this.over) return;
    this.event({ type: 'ended', outcome: result.outcome });
    this.ended(result);
  }

  private follow(signal: AbortSignal | undefined): void {
    if (!signal) return;
    if (signal.aborted) queueMicrotask(this.abort);
    this.signals.add(signal);
    signal.addEventListener('abort', this.abort, { once: true });
  }

  private show(): void {
    if (!this.owner) return;
    this.followers.add(this.owner);
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
      Promise.resolve(answer).catch(report);
      return answer;
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

/** Resolves when `answer` has settled, or after `ms`. */
async function settled(answer: unknown, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.resolve(answer).catch(() => undefined), late]);
  clearTimeout(timer);
}

function loadError(): string {
  return hasWebAssembly()
    ? "The SDK's WebAssembly could not be loaded; check that the page may load the package's own files."
    : "WebAssembly is not available (the page's Content Security Policy needs 'wasm-unsafe-eval' in script-src), and the script that takes its place could not be loaded.";
}
