// Faults of the frame: it does not load, is refused, crashes, sends nonsense, or attacks the page.

import { expect, type Request } from '@playwright/test';
import { untilMessage } from '../../../harness/arrivals.ts';
import { POLL_MS, SECONDS, type Case, type World } from '../case.ts';
import { crashFrame } from '../crash.ts';

const READY_MS = 10 * SECONDS;

/** The frame does this, and the session goes on. */
const survived = (fault: string, act: () => unknown, more: Partial<Case> = {}): Case => ({
  fault,
  async act(world) {
    const frame = await world.lab.frame();
    await frame.evaluate(act);
    // What was sent before this has arrived when this has.
    await untilMessage(world.page, 'last', () => frame.evaluate(() => say({ type: 'last' })));
  },
  ending: 'complete',
  longestMs: 2 * POLL_MS,
  live: true,
  ...more,
});

/** The frame never says that it is ready. */
const absent = (fault: string, how: (world: World) => unknown, more: Partial<Case> = {}): Case => ({
  fault,
  async act(world) {
    world.time.frameComes = false;
    await how(world);
  },
  async open({ page, lab, code }) {
    // If the page's time passed, the package would remove the frame while the browser still loads it.
    const isFrame = (request: Request) => /\/clip\//.test(request.url());
    const loaded = Promise.race([page.waitForEvent('requestfinished', isFrame), page.waitForEvent('requestfailed', isFrame)]);
    await lab.open(code);
    await loaded;
  },
  check: async ({ service, page }) => {
    service.frameReady = true;
    service.frameHeaders = {};
    await page.unrouteAll();
  },
  ending: 'FRAME_LOAD_FAILED',
  leastMs: READY_MS,
  longestMs: READY_MS,
  live: false,
  ...more,
});

export const frame: Case[] = [
  absent('never ready', ({ service }) => (service.frameReady = false)),
  absent('refused by X-Frame-Options', ({ service }) => (service.frameHeaders = { 'x-frame-options': 'DENY' }), {
    allow: [/Refused to display|X-Frame-Options|chrome-error/],
  }),
  absent('refused by frame-ancestors', ({ service }) => (service.frameHeaders = { 'content-security-policy': "frame-ancestors 'none'" }), {
    allow: [/frame-ancestors|Framing|chrome-error/],
  }),
  absent('a connection that is refused', ({ page }) => page.route(/\/clip\//, (route) => route.abort('connectionrefused')), {
    allow: [/ERR_CONNECTION_REFUSED|chrome-error/],
  }),
  absent('an error page with 500', ({ page }) => page.route(/\/clip\//, (route) => route.fulfill({ status: 500, body: 'Oops' })), {
    allow: [/status of 500/],
  }),
  survived('says ready a hundred times', () => {
    for (let time = 0; time < 100; time += 1) say({ type: 'ready' });
  }),
  survived(
    'reports 10,000 different steps',
    () => {
      for (let step = 0; step < 10_000; step += 1) say({ type: 'progress', step: `step_${step}` });
      // Steps have an end; a frame that starts anew does not bring them back.
      say({ type: 'changed' });
    },
    {
      check: async ({ lab }) =>
        expect(
          (await lab.events(await lab.page.evaluate(() => calls.handles.length))).filter(({ type }) => type === 'progress').length,
        ).toBeLessThanOrEqual(100),
    },
  ),
  survived(
    'hints 10,000 times that something changed',
    () => {
      for (let time = 0; time < 10_000; time += 1) say({ type: 'changed' });
    },
    {
      check: ({ asked }) => expect(asked('status').length, 'one question a second').toBeLessThanOrEqual(5),
    },
  ),
  survived('sends cyclic data', () => {
    const cyclic: Record<string, unknown> = { passage: 1, type: 'close', step: 'x' };
    cyclic['type'] = cyclic;
    parent.postMessage(cyclic, '*');
  }),
  survived('sends ten megabytes', () => {
    say({ type: 'x'.repeat(10_000_000) });
    say({ type: 'progress', step: 'x'.repeat(10_000_000) });
  }),
  survived('sends null, numbers, text and nothing at all', () => {
    for (const each of [null, undefined, 0, 1, '', 'close', '{"passage":1,"type":"close"}', true, 1n, NaN]) parent.postMessage(each, '*');
  }),
  survived('sends maps, dates, bytes, ports, errors and lists', () => {
    const { port1 } = new MessageChannel();
    for (const each of [new Map([['type', 'close']]), new Date(0), new Uint8Array(8), new Error('close'), [1, 'close'], /close/]) {
      parent.postMessage(each, '*');
    }
    parent.postMessage({ passage: 1, type: { port: port1 } }, '*', [port1]);
  }),
  survived('sends fields of wrong types and other versions', () => {
    for (const passage of ['1', 2, null, true, [1], { valueOf: 1 }]) parent.postMessage({ passage, type: 'close' }, '*');
    for (const type of ['CLOSE', ['close'], { close: 1 }, 7, null, 'toString', '__proto__', 'constructor'])
      parent.postMessage({ passage: 1, type }, '*');
    for (const step of [7, null, {}, ['a'], '']) parent.postMessage({ passage: 1, type: 'progress', step }, '*');
  }),
  survived(
    'sends data that would pollute prototypes',
    () => {
      parent.postMessage(
        JSON.parse('{"passage":1,"type":"progress","step":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
        '*',
      );
      parent.postMessage(JSON.parse('{"__proto__":{"passage":1,"type":"close"}}'), '*');
    },
    {
      check: async ({ page }) => expect(await page.evaluate(() => 'polluted' in {})).toBe(false),
    },
  ),
  survived('sends getters that throw', () => {
    const throwing = {
      passage: 1,
      get type(): string {
        throw new Error('no');
      },
    };
    try {
      parent.postMessage(throwing, '*');
    } catch {
      // Read in the page that sends them: nothing leaves it.
    }
  }),
  survived('says that the connection is complete', () => {
    say({ type: 'complete' });
    say({ type: 'status', status: 'complete' });
    say({ type: 'ended', outcome: 'complete' });
  }),
  survived(
    'tries to lead the page away',
    () => {
      try {
        top!.location.href = 'about:blank';
      } catch {
        // Refused by the sandbox.
      }
      open('about:blank');
    },
    { allow: [/sandbox|Unsafe attempt|Blocked opening|allow-top-navigation|permission to navigate/] },
  ),
  survived('reloads itself', () => undefined, {
    async act({ lab, page }) {
      const frame = await lab.frame();
      await untilMessage(page, 'ready', () => frame.evaluate(() => void location.reload()).catch(() => undefined));
      await lab.frame();
    },
  }),
  survived('says that it was closed', () => undefined, {
    async act({ lab, page }) {
      const frame = await lab.frame();
      await untilMessage(page, 'close', () => frame.evaluate(() => say({ type: 'close' })));
    },
    ending: 'closed',
    leaveLink: true,
    longestMs: 0,
  }),
  {
    fault: 'crashes',
    prepare: () => undefined,
    async act(world) {
      await crashFrame(world);
      await world.time.pass(30 * SECONDS);
    },
    ending: 'complete',
    longestMs: 35 * SECONDS,
    live: true,
  },
  {
    fault: 'answers pings, and then never again',
    async act({ lab, page, time }) {
      const frame = await lab.frame();
      await untilMessage(page, 'pong', () => time.pass(6 * SECONDS));
      await frame.evaluate(() => void (answersPings = false));
      await time.pass(60 * SECONDS);
    },
    ending: 'complete',
    longestMs: 75 * SECONDS,
    live: true,
  },
];
