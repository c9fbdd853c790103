// Measure 4, first half: from the completion at the service to `onConnectionComplete`, in real time, with the real frame.
//
// The time begins here, before the request that completes the link is sent, so that it includes the request and the commit. It ends in
// the callback in the page. Both clocks are of this machine; their difference is measured and subtracted.

import { hostPage } from './browser.mjs';
import { percentiles } from './figures.mjs';
import { startHolding } from './holding.mjs';
import { OURS, TWIN } from './sdks.mjs';

export async function measureDetection(lab, rounds) {
  const plain = await startHolding({ prefer: false });
  try {
    const cases = {
      // The service holds the second status request.
      'long-poll': [OURS, lab.connect, 2],
      'long-poll, plain TypeScript': [TWIN, lab.connect, 2],
      // The service ignores `Prefer`. The frame may learn of the end first, and send the host a hint.
      'schedule only, with the real frame': [OURS, plain, 1],
    };
    const pages = {};
    for (const [title, [name, connect]] of Object.entries(cases)) {
      pages[title] = await hostPage(lab, name, 'preloaded', { baseUrl: connect.address });
    }
    const seen = {};
    for (let each = 0; each < rounds * 4; each += 1) {
      for (const [title, [, connect, questions]] of Object.entries(cases))
        (seen[title] ??= []).push(await once(pages[title], connect, questions));
    }
    for (const { context } of Object.values(pages)) await context.close();
    return Object.fromEntries(Object.entries(seen).map(([title, delays]) => [title, percentiles(delays)]));
  } finally {
    await plain.stop();
  }
}

async function once({ page }, connect, questions) {
  const { linkId, claimCode } = await connect.createLink();
  const statuses = countStatuses(page);
  await page.evaluate((claimCode) => {
    bench.done = new Promise((resolve) => {
      bench.live = new Promise((live) => {
        bench.sdk.open({
          claimCode,
          onConnectionComplete: () => resolve(performance.timeOrigin + performance.now()),
          onConnectionError: ({ code }) => resolve(code),
          onEvent: ({ type }) => type === 'frameReady' && live(),
        });
      });
    });
    return bench.live;
  }, claimCode);
  await statuses.asked(questions);
  // By then the frame must have seen that the session is active, because its first status causes no hint.
  await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 200));
  const apart = await clocksApart(page);
  const start = performance.timeOrigin + performance.now();
  await connect.complete(linkId);
  const end = await page.evaluate(() => bench.done);
  if (typeof end !== 'number') throw new Error(`the session ended with ${end}`);
  return end - apart - start;
}

function countStatuses(page) {
  let count = 0;
  let wake = () => undefined;
  const seen = (request) => request.url().endsWith('/link/status') && ((count += 1), wake());
  page.on('request', seen);
  return {
    async asked(times) {
      while (count < times) await new Promise((resolve) => (wake = resolve));
      page.off('request', seen);
    },
  };
}

/** How far the page's clock is ahead of this process's, by the fastest of a few exchanges. */
async function clocksApart(page) {
  let best = { took: Infinity, apart: 0 };
  for (let times = 0; times < 5; times += 1) {
    const start = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const end = performance.timeOrigin + performance.now();
    if (end - start < best.took) best = { took: end - start, apart: there - (start + end) / 2 };
  }
  return best.apart;
}
