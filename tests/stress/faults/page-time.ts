// Stops the page's clock until every request has been answered, and then moves it to the next timer. So a case takes exactly the time
// that its rules say, on any machine.
//
// The clock may move only when nothing can happen without it. Waiting for a number of tasks would not do: an event may arrive after
// hundreds of them. So the page's pending promises show whether it waits for an answer, and the event `frameReady` shows that the frame
// is ready. An act that causes an event or a message returns when the page has received it (`arrivals.ts`).

import { expect } from '@playwright/test';
import { SOON, type Behind, type Lab } from '../../harness/lab.ts';

/** The service or proxy that answers the page's requests. */
export interface Answering {
  /** How many requests it has received. */
  readonly heard: number;
  /** How many of them are neither answered nor given up. */
  readonly pending: number;
  /** Whether every pending request waits for something else to happen. */
  holds(): boolean;
}

declare global {
  /** The time until the page's first timer, or `null` if there is none. */
  var firstTimer: () => number | null;
}

/** What a page is doing. */
export interface State {
  /** Time to its first timer, in milliseconds. */
  dueMs: number | null;
  /** The events of this case. */
  events: string[];
  /** The results of this case. */
  results: { outcome: string; error?: { code: string } }[];
  /** A dialog is shown, but its session has not begun, because it waits until the dialog is painted. */
  unpainted: boolean;
  /** No frame is being waited for. */
  frameIsThere: boolean;
  /** How many answers, or parts of answers, the page waits for. */
  awaited: number;
  /** All requests of the page so far. */
  requests: number;
}

export class PageTime {
  /** Since the case's fault began, in milliseconds. */
  elapsedMs = 0;
  /** Whether a frame that was claimed will say that it is ready. */
  frameComes = true;
  /** How far the page's time of day is ahead of the service's, in milliseconds. */
  offMs = 0;
  private from = 0;
  /** How many requests the page had made, and the service had received, when the page was last quiet. */
  private before = { made: 0, heard: 0 };

  constructor(
    private readonly lab: Lab<Behind>,
    private readonly answering: Answering,
  ) {}

  /** Loads the page and the engine with the clock stopped. All later requests go to the service. */
  async load(): Promise<void> {
    await this.lab.gotoAtStoppedClock(Date.now() + this.offMs);
    await this.lab.page.evaluate(() => passage.preload());
    this.before = { made: await this.lab.page.evaluate(() => answers.requests()), heard: this.answering.heard };
    // Only now, because the timers to watch are those of the stopped clock.
    await this.lab.page.evaluate(watchTimers);
  }

  /** Begins a new case, to which earlier events do not belong. */
  async begin(): Promise<void> {
    this.from = await this.lab.page.evaluate(() => calls.log.length);
    this.frameComes = true;
    this.elapsedMs = 0;
  }

  /** Waits until nothing more can happen unless time passes, and returns the state of the page. */
  async quiet(): Promise<State> {
    let state: State | undefined;
    const waitsFor = async () => {
      const { heard } = this.answering;
      state = await this.lab.page.evaluate(look, this.from);
      // This request was sent after the page's state was read.
      return heard < this.answering.heard ? 'an answer to a request that has just come' : this.waitsFor(state);
    };
    await expect.poll(waitsFor, { message: 'what the page waits for', ...SOON }).toBe('nothing');
    this.before = { made: state!.requests, heard: this.answering.heard };
    return state!;
  }

  private waitsFor({ awaited, requests, frameIsThere, unpainted }: State): string {
    const { heard, pending } = this.answering;
    if (unpainted) return 'the painting of the dialog';
    if (awaited !== pending) return `${awaited} answers, with ${pending} requests at the service`;
    // A new request; the service may still be busy with the one that the page gave up for it.
    const isNew = awaited > 0 && requests > this.before.made;
    if (isNew && heard === this.before.heard) return 'a request that is on its way';
    if (awaited > 0 && !this.answering.holds()) return 'an answer';
    // The frame becomes ready without the clock, so the clock must wait for it.
    return frameIsThere || !this.frameComes ? 'nothing' : 'the frame';
  }

  /** Lets exactly this time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.elapsedMs + ms;
    for (;;) {
      const { dueMs } = await this.quiet();
      if (this.elapsedMs >= end) return;
      await this.run(Math.min(dueMs ?? Infinity, end - this.elapsedMs));
    }
  }

  /** Lets time pass until `done`, and throws if that takes longer than `longestMs` in all. */
  async until(what: string, longestMs: number, done: (state: State) => boolean): Promise<State> {
    for (;;) {
      const state = await this.quiet();
      if (done(state)) return state;
      const { dueMs, results } = state;
      if (results.length > 0) throw new Error(`${what}: never, it has ended: ${JSON.stringify(results)}`);
      if (dueMs === null) throw new Error(`${what}: never, nothing is planned any more`);
      const nextMs = this.elapsedMs + dueMs;
      if (nextMs > longestMs) throw new Error(`${what}: not within ${longestMs} ms, but after ${nextMs} ms at the earliest`);
      await this.run(dueMs);
    }
  }

  private async run(ms: number): Promise<void> {
    // A timer that is already due fires only when some time passes.
    await this.lab.page.clock.runFor(Math.max(ms, 1));
    this.elapsedMs += ms;
  }
}

/** Runs in the page. */
function look(from: number): State {
  const typesOf = (log: typeof calls.log): string[] => log.filter(({ name }) => name === 'onEvent').map(({ value }) => value.type);
  const log = calls.log.slice(from);
  const events = typesOf(log);
  const all = typesOf(calls.log);
  // The dialog with the link back to an app has no skeleton.
  const skeleton = document.querySelector('[data-react-aria-top-layer]')?.shadowRoot?.querySelector('.bones');
  const count = (type: string) => events.filter((each) => each === type).length;
  return {
    dueMs: firstTimer(),
    events,
    results: log.filter(({ name }) => name === 'result').map(({ value }) => value),
    unpainted: !!skeleton && all.lastIndexOf('opened') <= all.lastIndexOf('ended'),
    frameIsThere: count('claimed') <= count('frameReady') + count('ended'),
    awaited: answers.awaited(),
    requests: answers.requests(),
  };
}

/** Runs in the page. */
function watchTimers(): void {
  const due = new Map<unknown, number>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = function (callback: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) {
    const id: unknown = set(() => {
      due.delete(id);
      callback(...values);
    }, ms);
    // Not the time of day, which a case may change.
    due.set(id, performance.now() + Number(ms));
    return id;
  } as typeof setTimeout;
  globalThis.clearTimeout = function (id: number) {
    due.delete(id);
    clear(id);
  } as typeof clearTimeout;
  globalThis.firstTimer = () => (due.size === 0 ? null : Math.max(0, Math.min(...due.values()) - performance.now()));
}
