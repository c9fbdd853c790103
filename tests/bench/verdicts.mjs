// The targets, each with its figure and whether it was reached.

import { OURS, PEERS, TWIN } from './sdks.mjs';

const GLUE = 'penpal';

const LINKS = { open: 'no link', 'open-on-4g': '4G', 'open-on-slow-3g': 'slow 3G' };

/** The targets of the measures that were run. */
export function verdicts(measures) {
  const opening = Object.keys(LINKS).flatMap((name) => (measures[name] ? ofOpening(LINKS[name], measures[name].figures) : []));
  const of = { bytes: ofBytes, detection: ofDetection, requests: ofRequests, cycles: ofCycles };
  return [...opening, ...Object.entries(of).flatMap(([name, verdict]) => (measures[name] ? verdict(measures[name].figures) : []))];
}

/** The twin has nothing to load after its import. */
function ofOpening(link, figures) {
  const find = (name, mode, cpu) => figures.find((each) => each.name === name && each.mode === mode && each.cpu === cpu);
  const cells = [1, 6].flatMap((cpu) =>
    ['imported', 'preloaded', 'second'].map((mode) => [find(OURS, mode, cpu), find(TWIN, mode === 'second' ? mode : 'imported', cpu)]),
  );
  const painted = cells.map(([ours, twin]) => {
    const ratio = ours.painted.median / twin.painted.median;
    return {
      what: `Click to dialog painted, ${ours.mode}, ${link}${ours.cpu === 1 ? '' : ', processor slowed 6x'}: at most 1.15 of the twin's`,
      figure: `${ratio.toFixed(2)} (${ours.painted.median} against ${twin.painted.median} ms)`,
      reached: ratio <= 1.15,
    };
  });
  if (link !== '4G') return painted;
  const [ours, twin] = cells[0];
  const later = ours.leaves.median - twin.leaves.median;
  return [
    ...painted,
    {
      what: "Click to the frame's request, imported, 4G: at most 100 ms after the twin's",
      figure: `${later.toFixed(0)} ms after it (${ours.leaves.median} against ${twin.leaves.median} ms)`,
      reached: later <= 100,
    },
  ];
}

function ofBytes(figures) {
  const ours = figures.opened[OURS].bytes;
  const smaller = PEERS.filter((name) => name !== GLUE && figures.opened[name].bytes < ours);
  const glue = ours / figures.opened[GLUE].bytes;
  return [
    {
      what: 'All bytes to open: below every peer that ships its own code for a modal flow',
      figure: `${(ours / 1_000).toFixed(1)} KB; smaller: ${smaller.map((name) => `${name} ${(figures.opened[name].bytes / 1_000).toFixed(1)}`).join(', ') || 'none'}`,
      reached: smaller.length === 0,
    },
    { what: 'All bytes to open: within 8x of nothing-but-glue penpal', figure: `${glue.toFixed(1)}x`, reached: glue <= 8 },
  ];
}

function ofDetection(figures) {
  const { p95 } = figures['long-poll'];
  return [{ what: 'Long-poll: p95 from completion to callback under 100 ms on loopback', figure: `${p95} ms`, reached: p95 < 100 }];
}

function ofRequests(figures) {
  const { 'long-poll': held, 'fixed 2 s': fixed } = figures['2 min'];
  const sixth = held.requests.median / fixed.requests.median;
  return [
    {
      what: 'Long-poll: requests in a session of 2 minutes at most a sixth of fixed 2 s polling',
      figure: `${held.requests.median} against ${fixed.requests.median}, a share of ${sixth.toFixed(2)}`,
      reached: sixth <= 1 / 6,
    },
    ...Object.entries(figures).map(([flow, ways]) => {
      const [ours, theirs] = [ways['schedule only'], ways['fixed 2 s']];
      const fewer = ours.requests.median / theirs.requests.median;
      const later = ours.delay.mean / theirs.delay.mean;
      return {
        what: `Schedule only, ${flow}: at most half the requests at no more than twice the mean delay`,
        figure: `${fewer.toFixed(2)} of the requests (${ours.requests.median} against ${theirs.requests.median}), ${later.toFixed(2)} of the mean delay (${(ours.delay.mean / 1_000).toFixed(2)} against ${(theirs.delay.mean / 1_000).toFixed(2)} s)`,
        reached: fewer <= 0.5 && later <= 2,
      };
    }),
  ];
}

function ofCycles(figures) {
  const { first, last, cycles } = figures[OURS];
  const grown = (name) => last[name] - first[name];
  const heap = grown('heap');
  return [
    {
      what: 'Zero growth over 1,000 cycles: nodes, listeners, wasm memory, JS heap',
      figure: `from cycle 10 to ${cycles}: ${grown('nodes')} nodes, ${grown('listeners')} listeners, ${grown('wasm')} B of wasm memory, ${heap} B of heap (${(heap / (cycles - 10)).toFixed(1)} a cycle)`,
      reached: ['nodes', 'listeners', 'wasm'].every((name) => grown(name) <= 0) && heap <= 0,
    },
  ];
}
