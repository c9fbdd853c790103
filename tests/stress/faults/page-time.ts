// The page's clock stands still until every request has been answered, and then jumps from one timer to the next. So a case takes
// exactly the time that its rules say, on any machine.
//
// The clock may only move when nothing else is going to happen. How many tasks the browser has run does not tell: an event may come
// after hundreds of them. Answers are known by the promises that the page waits for, a frame by the event `frameReady`. An act that
// causes an event or a message returns when the page has got it (`arrivals.ts`).

import { expect } from '@playwright/test';
import { SOON, type Behind, type Lab } from '../../harness/lab.ts';

/** Who answers the page's requests. */
export interface Answering {
  /** All requests that it has got. */
  readonly heard: number;
  /** Of them, those that are neither answered nor given up. */
  readonly pending: number;
  /** Whether every pending request waits for something else to happen. */
  holds(): boolean;
}

declare global {
  /** The page's timers: how long until the first, or `null`. */
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
  /** A dialog is shown whose session has not begun, because it waits for the dialog to be painted. */
  unpainted: boolean;
  /** No frame is being waited for. */
  frameIsThere: boolean;
  /** Answers, or parts of one, that the page waits for. */
  awaited: number;
  /** All requests of the page so far. */
  requests: number;
}

export class PageTime {
  /** Since the case's fault began, in milliseconds. */
  elapsedMs = 0;
  /** Whether a frame that was claimed will say that it is ready. */
  frameComes = true;
  /** By how much the page's time of day is ahead of the service's, in milliseconds. */
  offMs = 0;
  private from = 0;
  /** How many requests the page had made, and the service had got, when it was quiet the last time. */
  private before = { made: 0, heard: 0 };

  constructor(
    private readonly lab: Lab<Behind>,
    private readonly answering: Answering,
  ) {}

  /** Loads the page and the engine at a stopped clock: what is on its way afterwards is asked of the service. */
  async load(): Promise<void> {
    await this.lab.gotoAtStoppedClock(Date.now() + this.offMs);
    await this.lab.page.evaluate(() => passage.preload());
    this.before = { made: await this.lab.page.evaluate(() => answers.requests()), heard: this.answering.heard };
    // Now, and not before the page's scripts: the stopped clock's timers are the ones to watch.
    await this.lab.page.evaluate(watchTimers);
  }

  /** A new case begins: what was told before is no part of it. */
  async begin(): Promise<void> {
    this.from = await this.lab.page.evaluate(() => calls.log.length);
    this.frameComes = true;
    this.elapsedMs = 0;
  }

  /** Waits until nothing more happens without time, and says how things stand then. */
  async quiet(): Promise<State> {
    let state: State | undefined;
    const waitsFor = async () => {
      const { heard } = this.answering;
      state = await this.lab.page.evaluate(look, this.from);
      // The page was looked at before that one left.
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
    // Another one than before, and the service may still be busy with the one that was given up for it.
    const isNew = awaited > 0 && requests > this.before.made;
    if (isNew && heard === this.before.heard) return 'a request that is on its way';
    if (awaited > 0 && !this.answering.holds()) return 'an answer';
    // A frame says ready without time: moving on before it has would be too early.
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
    // A timer that is due already fires when any time passes at all.
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
  // The dialog that offers the way back to an app has no skeleton.
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
    // Not the time of day, which may be set to another one meanwhile.
    due.set(id, performance.now() + Number(ms));
    return id;
  } as typeof setTimeout;
  globalThis.clearTimeout = function (id: number) {
    due.delete(id);
    clear(id);
  } as typeof clearTimeout;
  globalThis.firstTimer = () => (due.size === 0 ? null : Math.max(0, Math.min(...due.values()) - performance.now()));
}
