// Measure 3: the time from the click until the dialog is painted, and until the frame's request is sent. `page/open.js` defines "painted".
//
// Each visit has a fresh browser context: nothing is cached or compiled, and the modal is the first of its page.
// There are four modes: `preloaded` (imported, and `preload()` has run), `imported` with the page, as most hosts do, `at the click` (the
// click imports), and `second`, the page's second modal. The other SDKs load nothing after their import, so their `imported` is also
// their `preloaded`.

import { click, frameRequest, hostPage, slowDown } from './browser.mjs';
import { spread } from './figures.mjs';
import { OURS, PEERS, TWIN } from './sdks.mjs';

const OF_BOTH = [
  [OURS, 'preloaded'],
  [TWIN, 'imported'],
  [OURS, 'imported'],
  [OURS, 'second'],
  [TWIN, 'second'],
  [TWIN, 'at the click'],
  [OURS, 'at the click'],
];

/** The mode of most hosts; the only one for a slow network with a slow processor, so that a run ends in time. */
const USUAL = OF_BOTH.slice(0, 5);

/** Without a slow network, the peers are measured too. */
export async function measureOpen(lab, rounds) {
  return [
    ...(await measure(lab, rounds, 1, undefined, [...OF_BOTH, ...PEERS.map((name) => [name, 'imported'])])),
    ...(await measure(lab, rounds, 6, undefined, OF_BOTH)),
  ];
}

export async function measureOpenOn4G(lab, rounds) {
  return [...(await measure(lab, rounds, 1, '4G', OF_BOTH)), ...(await measure(lab, rounds, 6, '4G', USUAL))];
}

export async function measureOpenOnSlow3G(lab, rounds) {
  return [...(await measure(lab, rounds, 1, 'slow 3G', OF_BOTH)), ...(await measure(lab, rounds, 6, 'slow 3G', USUAL))];
}

/** Visits that are not counted, because a browser is slower after its start. */
export async function warmUp(lab) {
  for (const [name, mode] of OF_BOTH) await visit(lab, name, mode, 1);
}

/** In each round, every SDK is visited once. */
async function measure(lab, rounds, cpu, link, cells) {
  const seen = cells.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, [name, mode]] of cells.entries()) seen[at].push(await visit(lab, name, mode, cpu, link));
  }
  return cells.map(([name, mode], cell) => ({
    name,
    mode,
    cpu,
    link: link ?? 'none',
    painted: spread(seen[cell].map(({ ms }) => ms)),
    work: spread(seen[cell].map(({ workMs }) => workMs)),
    frames: spread(seen[cell].map(({ frames }) => frames)),
    ...(seen[cell].every(({ leavesMs }) => leavesMs !== null) && { leaves: spread(seen[cell].map(({ leavesMs }) => leavesMs)) }),
  }));
}

async function visit(lab, name, mode, cpu, link) {
  const { context, page, cdp } = await hostPage(lab, name, mode);
  if (mode === 'second') {
    await watch(lab, page);
    const leaves = frameRequest(page, cdp);
    await click(cdp);
    await leaves;
    await page.evaluate(() => bench.sdk.close());
  }
  await watch(lab, page);
  await slowDown(cdp, cpu, link);
  // Mono loads its frame, hidden, when it is set up.
  const leaves = name === 'mono' ? null : frameRequest(page, cdp);
  await click(cdp);
  const { clickedAt, ...painted } = await page.evaluate(() => bench.painted);
  const leavesMs = leaves && (await leaves) - clickedAt;
  await context.close();
  return { ...painted, leavesMs };
}

async function watch(lab, page) {
  const { claimCode } = await lab.connect.createLink();
  await page.evaluate((claimCode) => bench.watch({ claimCode }), claimCode);
}
