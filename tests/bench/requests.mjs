// Measure 4, second half: requests per session, and what the schedule alone costs in delay, for flows of 20 s, 2 min and 10 min.
//
// The page's clock stands still until all requests have been answered, then moves to the next timer. So ten minutes take a few seconds,
// every request goes to the real service, and the delay is exactly that of the schedule.

import { watchAnswers } from '../harness/answers.js';
import { hostPage } from './browser.mjs';
import { percentiles, spread } from './figures.mjs';
import { startHolding } from './holding.mjs';
import { OURS, TWIN } from './sdks.mjs';

const FLOWS = { '20 s': 20_000, '2 min': 120_000, '10 min': 600_000 };
const FIXED_MS = 2_000;
const WAYS = {
  'long-poll': { name: OURS, prefer: true },
  'schedule only': { name: OURS, prefer: false },
  'fixed 2 s': { name: TWIN, prefer: false, polling: { waitS: 0, everyMs: FIXED_MS } },
};

export async function measureRequests(lab, rounds) {
  const time = { now: 0 };
  const clock = () => time.now;
  const services = new Map();
  for (const prefer of [true, false]) services.set(prefer, await startHolding({ prefer, silent: true, clock }));
  try {
    const figures = {};
    for (const [flow, flowMs] of Object.entries(FLOWS)) {
      const seen = Object.fromEntries(Object.keys(WAYS).map((way) => [way, { requests: [], delays: [] }]));
      // Ten minutes have so many requests that a quarter of the rounds is enough.
      for (let each = 0; each < (flowMs > 300_000 ? rounds / 4 : rounds); each += 1) {
        for (const [way, settings] of Object.entries(WAYS)) {
          time.now = 0;
          // Ends at a random time within two seconds, so that no schedule is in step with it.
          const completeAtMs = flowMs - Math.random() * FIXED_MS;
          const { requests, delayMs } = await session(lab, settings, services.get(settings.prefer), time, completeAtMs);
          seen[way].requests.push(requests);
          seen[way].delays.push(delayMs);
        }
      }
      figures[flow] = Object.fromEntries(
        Object.entries(seen).map(([way, { requests, delays }]) => [way, { requests: spread(requests), delay: percentiles(delays) }]),
      );
    }
    return figures;
  } finally {
    for (const service of services.values()) await service.stop();
  }
}

async function session(lab, { name, polling }, service, time, completeAtMs) {
  const before = service.asked;
  const { context, page } = await hostPage(lab, name, 'preloaded', { baseUrl: service.address, ...(polling && { polling }) });
  try {
    const { linkId, claimCode } = await service.createLink();
    const start = Date.now() + 3_600_000;
    await page.clock.install({ time: start - 60_000 });
    await page.clock.pauseAt(start);
    await page.evaluate(watchTimers);
    await page.evaluate(watchAnswers);
    await page.evaluate(open, claimCode);

    let completed = false;
    for (;;) {
      const { dueMs, doneAt, frame } = await quiet(page, service);
      // The clock waits for the frame's message, which takes no time.
      if (!frame && time.now === 0) continue;
      if (doneAt !== null) return { requests: service.asked - before, delayMs: doneAt - start - completeAtMs };
      if (time.now >= completeAtMs && !completed) {
        completed = true;
        await service.complete(linkId);
        continue;
      }
      const next = Math.min(time.now + (dueMs ?? Infinity), service.heldUntil, completed ? Infinity : completeAtMs);
      // The clock moves in whole milliseconds, and a due timer fires only when some time passes.
      const step = Math.max(1, Math.ceil(next - time.now));
      time.now += step;
      await page.clock.runFor(step);
      service.release();
    }
  } finally {
    await context.close();
  }
}

/** Waits until nothing more can happen unless time passes: the page only waits for answers that the service holds. */
async function quiet(page, service) {
  for (;;) {
    const { asked } = service;
    const { awaited, ...state } = await page.evaluate(look);
    // A request that arrived meanwhile was sent after the page's state was read.
    if (asked === service.asked && awaited === service.pending && service.allHeld) return state;
  }
}

/** Runs in the page. */
function open(claimCode) {
  globalThis.doneAt = null;
  globalThis.frameIsReady = false;
  bench.sdk.open({
    claimCode,
    onConnectionComplete: () => (globalThis.doneAt = Date.now()),
    onConnectionError: ({ code }) => console.error(`the session ended with ${code}`),
    onEvent: ({ type }) => type === 'frameReady' && (globalThis.frameIsReady = true),
  });
}

/** Runs in the page. */
function look() {
  const { doneAt, frameIsReady } = globalThis;
  return { dueMs: firstTimer(), doneAt, frame: frameIsReady, awaited: answers.awaited() };
}

/** Runs in the page, at its stopped clock. */
function watchTimers() {
  const due = new Map();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (callback, ms = 0, ...values) => {
    const id = set(() => (due.delete(id), callback(...values)), ms);
    due.set(id, Date.now() + Number(ms));
    return id;
  };
  globalThis.clearTimeout = (id) => (due.delete(id), clear(id));
  globalThis.firstTimer = () => (due.size === 0 ? null : Math.max(0, Math.min(...due.values()) - Date.now()));
}
