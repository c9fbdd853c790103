import type { EngineRequest, EngineSink } from '../call/engine.js';
import type { CloseInfo, ConnectionResult, PassageEvent } from '../generated/passage_web.js';
import { pageLocale } from '../shell/words.js';
import { settle } from '../call/platform.js';
import { connectionError, isToldByStatus } from './errors.js';

/** What a test can see of one session. */
export interface FakeSession {
  /** The status as `usePassage` shows it: `active` from `frameReady` on. */
  readonly status: 'opening' | 'active' | ConnectionResult['outcome'];
  /** How the session ended; `undefined` while it is open. */
  readonly result: ConnectionResult | undefined;
  /** Every event so far, in order. */
  readonly events: readonly PassageEvent[];
  /** The claim codes so far: two if a `claimCode` function was asked for another one; none before the function has answered. */
  readonly claimCodes: readonly string[];
  /** The link's id, from `claimed` on. */
  readonly linkId: string | undefined;
  /** The address of the Connect service, to which the fake sends nothing. */
  readonly baseUrl: string;
  /** The language that the modal would have. */
  readonly locale: string;
  /** The theme that the modal would have. */
  readonly theme: 'light' | 'dark' | 'auto';
  /** Whether a `returnUrl` would be followed. */
  readonly redirect: boolean;
  /** The `returnUrl` that the page would navigate to: set once the host page's callback, and the promise it returned, have finished. */
  readonly redirectedTo: string | undefined;
}

/** The events that a test may emit: all except those of the opening and the ending. */
export type FakeEvent =
  | Exclude<PassageEvent, { type: 'opened' | 'redirecting' | 'ended' | 'status' }>
  | { type: 'status'; status: 'pending' | 'active' };

/** How far a session has come. */
const enum Stage {
  /** A `claimCode` function has been asked. */
  Asking,
  Claiming,
  Claimed,
  Ready,
  Over,
}

/** Events that belong to the opening or an ending, and so cannot be emitted. */
const NOT_EMITTABLE = ['opened', 'redirecting', 'ended', 'status complete', 'status failed', 'status expired'];

/** One session that a test controls. Like the real one, it updates its own state first and calls the host page last. */
export class ScriptedSession {
  readonly seen: { -readonly [K in keyof FakeSession]: FakeSession[K] };
  private readonly events: PassageEvent[] = [];
  private readonly claimCodes: string[] = [];
  private stage = Stage.Claiming;
  private asked = 0;
  private online = true;
  /** The `claimCode` function failed while offline, and is asked again once online. */
  private askLater = false;
  private linkStatus: string | undefined;
  private step: string | undefined;
  private handedOver = false;
  /** Steps of the test that wait for the claim code. */
  private readonly later: (() => void)[] = [];
  private readonly calls: (() => void)[] = [];
  private calling = false;

  constructor(
    private readonly request: EngineRequest,
    private readonly sink: EngineSink,
    private readonly newLinkId: () => string,
  ) {
    const { baseUrl, locale, theme, redirect } = request;
    this.seen = {
      status: 'opening',
      result: undefined,
      events: this.events,
      claimCodes: this.claimCodes,
      linkId: undefined,
      baseUrl,
      locale: locale || pageLocale(),
      theme,
      redirect,
      redirectedTo: undefined,
    };
  }

  get over(): boolean {
    return this.stage === Stage.Over;
  }

  private get asking(): boolean {
    return this.stage === Stage.Asking;
  }

  open(): void {
    this.tell({ type: 'opened' });
    if (!this.over) this.begin();
  }

  complete(returnUrl: string | undefined): void {
    this.withCode(() => {
      this.reach(Stage.Ready);
      if (this.over) return;
      const linkId = this.seen.linkId!;
      const followed = this.request.redirect ? returnUrl : undefined;
      this.end(
        { outcome: 'complete', linkId, ...(followed === undefined ? {} : { returnUrl: followed }) },
        { type: 'status', status: 'complete' },
        ...(followed === undefined ? [] : [{ type: 'redirecting', returnUrl: followed } as const]),
      );
    });
  }

  fail(code: string, text?: string, requestId?: string): void {
    const fail = () => {
      if (isToldByStatus(code)) this.reach(Stage.Ready);
      else if (code === 'FRAME_LOAD_FAILED') this.reach(Stage.Claimed);
      if (this.over) return;
      const error = connectionError(code, text, this.seen.linkId, requestId);
      const status = isToldByStatus(code) ? 'failed' : code === 'LINK_EXPIRED' ? 'expired' : undefined;
      const heard = status !== undefined && this.stage >= Stage.Claimed;
      this.end({ outcome: 'error', error }, ...(heard ? [{ type: 'status', status } as const] : []));
    };
    // These two can happen before there is a claim code.
    if (code === 'INTERNAL_ERROR' || code === 'SDK_LOAD_FAILED') fail();
    else this.withCode(fail);
  }

  expire(): void {
    this.withCode(() => {
      if (this.request.code !== undefined || this.asked > 1) return this.fail('LINK_EXPIRED');
      if (this.stage >= Stage.Claimed) this.tell({ type: 'status', status: 'expired' });
      if (!this.over) this.begin();
    });
  }

  close(by: CloseInfo['by']): void {
    if (!this.over) this.end({ outcome: 'closed', by });
  }

  emit(event: FakeEvent): void {
    const name = event.type === 'status' ? `status ${event.status}` : event.type;
    if (NOT_EMITTABLE.includes(name)) {
      throw new Error(`[passage] The fake cannot emit "${name}": use complete(), fail(), expire() or close().`);
    }
    if (event.type === 'offline' || event.type === 'online') this.connection(event.type === 'online');
    else this.withCode(() => this.emitNow(event));
  }

  private emitNow(event: FakeEvent): void {
    switch (event.type) {
      case 'claimed':
        return this.reach(Stage.Claimed, event.linkId);
      case 'frameReady':
        this.reach(Stage.Claimed);
        if (this.stage === Stage.Claimed) this.ready();
        return;
      case 'status':
        this.reach(Stage.Claimed);
        return this.status(event.status);
      case 'progress':
        this.reach(Stage.Ready);
        // As in a real session, a repeated step is not told again.
        if (this.over || this.step === event.step) return;
        this.step = event.step;
        return this.tell(event);
      case 'handedOver':
      case 'takenBack':
        this.reach(Stage.Ready);
        if (this.over || this.handedOver === (event.type === 'handedOver')) return;
        this.handedOver = !this.handedOver;
        return this.tell(event);
      default:
        this.tell(event);
    }
  }

  private connection(online: boolean): void {
    if (this.over || this.online === online) return;
    this.online = online;
    this.tell({ type: online ? 'online' : 'offline' });
    if (this.over || !online || !this.askLater) return;
    this.askLater = false;
    this.ask();
  }

  /** Gets the claim code, at the start and after a code has expired. */
  private begin(): void {
    this.seen.linkId = this.linkStatus = this.step = undefined;
    this.handedOver = false;
    if (this.request.code !== undefined) {
      this.claimCodes.push(this.request.code);
      this.stage = Stage.Claiming;
      return;
    }
    this.stage = Stage.Asking;
    this.asked += 1;
    this.ask();
  }

  private ask(): void {
    const given = (code: unknown) => this.codeGiven(code);
    void settle(this.sink.askCode(), given, given);
  }

  private codeGiven(code: unknown): void {
    if (!this.asking) return;
    if (typeof code !== 'string' || code === '') {
      if (!this.online) return void (this.askLater = true);
      const text = 'The claimCode function failed or did not give a non-empty string.';
      return this.fail('INTERNAL_ERROR', text);
    }
    this.claimCodes.push(code);
    this.stage = Stage.Claiming;
    // If one of these steps is an expiry, the function is asked again, and the other steps wait for its answer.
    for (let step; !this.asking && (step = this.later.shift()); ) step();
  }

  /** Runs a step now, or when the `claimCode` function has answered. */
  private withCode(step: () => void): void {
    const due = () => {
      if (!this.over) step();
    };
    if (this.asking) this.later.push(due);
    else due();
  }

  /** Goes through the events of a real session up to `stage`. A callback may close the session on the way. */
  private reach(stage: Stage.Claimed | Stage.Ready, linkId?: string): void {
    if (this.stage < Stage.Claimed) {
      this.stage = Stage.Claimed;
      this.seen.linkId = linkId ?? this.newLinkId();
      this.tell({ type: 'claimed', linkId: this.seen.linkId });
    }
    if (stage !== Stage.Ready) return;
    if (this.stage === Stage.Claimed) this.ready();
    if (this.linkStatus === undefined) this.status('active');
  }

  private ready(): void {
    this.stage = Stage.Ready;
    this.seen.status = 'active';
    this.tell({ type: 'frameReady' });
  }

  private status(status: 'pending' | 'active'): void {
    if (this.over || this.linkStatus === status) return;
    this.linkStatus = status;
    this.tell({ type: 'status', status });
  }

  private end(result: ConnectionResult & { returnUrl?: string }, ...last: PassageEvent[]): void {
    this.stage = Stage.Over;
    const { returnUrl: _, ...told } = result;
    this.seen.status = result.outcome;
    this.seen.result = told;
    const events: PassageEvent[] = [...last, { type: 'ended', outcome: result.outcome }];
    this.call(...events.map((event) => this.noted(event)), () => this.sink.ended(result));
  }

  private tell(event: PassageEvent): void {
    this.call(this.noted(event));
  }

  private noted(event: PassageEvent): () => void {
    this.events.push(event);
    return () => this.sink.event({ ...event });
  }

  /** Calls the host page, in order. Calls that a callback causes come after it has returned. */
  private call(...calls: (() => void)[]): void {
    this.calls.push(...calls);
    if (this.calling) return;
    this.calling = true;
    for (let call; (call = this.calls.shift()); ) call();
    this.calling = false;
  }
}
