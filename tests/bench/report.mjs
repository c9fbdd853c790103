// Writes RESULTS.md from results.json: the tables, and whether each target was reached. It includes notes.md, which is written by hand.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from './bundle.mjs';
import { verdicts } from './verdicts.mjs';
import { BY_SIZE, OURS, SDKS } from './sdks.mjs';
import { LAYOUTS } from './loading.mjs';

/** With fewer rounds than this, a run is a trial. */
export const ENOUGH = 20;

export function report(results) {
  const { machine, versions, measures } = results;
  const parts = [
    '# What it costs, side by side',
    `\`cargo xtask bench\` measures and writes this file, [results.json](results.json) and the plot. ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}, headless Chrome ${machine.chrome}, Node ${machine.node.slice(1)}. ` +
      'Medians, and in parentheses the first and the third quartile, unless said otherwise; in each round everyone has a turn. One machine: trust differences, not absolute times.',
    ...doubts(machine, measures),
    '![The main figures](results.svg)',
    '## What had to be shown',
    table(
      ['', 'figure', 'reached'],
      verdicts(measures).map(({ what, figure, reached }) => [what, figure, reached ? 'yes' : '**no**']),
    ),
    ...notes(),
    '## Who is measured',
    who(versions),
  ];
  const sections = { bytes, import: importing, open: opening, detection, requests, cycles, loading };
  for (const [name, section] of Object.entries(sections)) {
    if (name === 'cycles' && existsSync(join(HERE, 'SCALE.md')))
      parts.push('## 5. A million sessions', 'Simulated with the core that ships: [SCALE.md](SCALE.md).');
    if (measures[name]) parts.push(section(measures));
  }
  parts.push(
    '## When',
    table(
      ['measure', 'begun', 'rounds', 'seconds', 'load average before, after, its own included'],
      Object.entries(measures).map(([name, { at, rounds, seconds, load }]) => [
        name,
        at.slice(0, 16).replace('T', ' '),
        rounds,
        seconds,
        load.join(', '),
      ]),
    ),
  );
  return `${parts.join('\n\n')}\n`;
}

/** Warnings at the top of the report, for a trial or a busy machine. */
function doubts({ cores }, measures) {
  const few = Object.values(measures).filter(({ rounds }) => rounds < ENOUGH).length;
  // The browsers and the service alone cause a load of 5 on two cores, and Knot's cycles one of 8 at their end. Other work shows in the
  // load before and after.
  const busy = Object.values(measures).filter(({ load }) => Math.min(...load) > 3 * cores).length;
  if (few + busy === 0) return [];
  return [
    `**To be run again.** Of ${Object.keys(measures).length} measures, ${few} had fewer than ${ENOUGH} rounds, and during ${busy} the machine was busy with other work (the last table says how much): times are too long, differences below a third mean nothing, and a mean of few sessions is none. Bytes and counts of requests do not depend on that.`,
  ];
}

function notes() {
  const file = join(HERE, 'notes.md');
  return existsSync(file) ? [readFileSync(file, 'utf8').trim()] : [];
}

function who(versions) {
  const list = Object.entries(versions).filter(([name]) => !/^(react|react-dom|core-js)$/.test(name));
  return [
    `Each as its documentation says, bundled by esbuild (split, minified), React left to the host: ${list.map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    'Their frames are local pages on another site that answer their handshake; ours and the twin have the real Connect service and its real frame. `@mono.co/connect.js` and `knotapi-js` insist on hosts of their own: ' +
      "those requests are answered by the browser's driver, which then handles all requests of that page and so adds a little to them. " +
      "`penpal` opens nothing: its dialog is the page's own. Mono loads its frame, unseen, at the set-up, before any click. " +
      '"The same in plain TypeScript" is [plain-ts](plain-ts/README.md), which says what it lacks.',
  ].join('\n\n');
}

function bytes({ bytes: { figures } }) {
  const opened = Object.entries(figures.opened).map(([name, { importBytes, bytes, scripts, others }]) => [
    SDKS[name].title,
    kb(importBytes),
    kb(bytes),
    scripts,
    others.length,
    ratio(bytes, figures.opened[OURS].bytes),
  ]);
  const bySize = Object.entries(figures.bySize).map(([name, { importBytes }]) => [
    BY_SIZE[name].title,
    kb(importBytes),
    BY_SIZE[name].loads ?? 'nothing from elsewhere',
  ]);
  return [
    '## 1. Bytes and requests',
    'Brotli at its best. "Until open": everything the host page loads of the SDK until the dialog is painted and its frame is asked for. Other requests: the claim, and the frame\'s page itself (a preflight is not counted).',
    table(['', 'import, KB', 'until open, KB', 'scripts', 'other requests', 'to ours'], opened),
    'By size alone. What npm ships of the last five only loads the real code from a CDN, which is not counted:',
    table(['', 'import, KB', 'loads from'], bySize),
  ].join('\n\n');
}

function importing({ import: { figures } }) {
  const title = (name) => SDKS[name]?.title ?? 'an empty module';
  const rows = (cpu) =>
    Object.entries(figures[cpu]).map(([name, each]) => [
      title(name),
      ...['importTask', 'readyTask', 'cold', 'cached', 'preloaded'].map((figure) => (each[figure] ? cell(each[figure]) : '')),
    ]);
  const head = [
    '',
    'main thread: import, ms',
    'main thread: from there to ready',
    'ready, cold',
    'ready, from the HTTP cache',
    'ready, `modulepreload`',
  ];
  return [
    '## 2. Import, and ready to open',
    "Main thread: the browser's own count of its tasks, in which parsing, compiling and running are and waiting is not. Ready: from `import()` to the moment from which a click opens at once; for ours `preload()` is in it, the others are ready when they are imported.",
    'Processor as it is:',
    table(head, rows(1)),
    'Processor slowed 6x:',
    table(head, rows(6)),
  ].join('\n\n');
}

function opening(measures) {
  const parts = [
    '## 3. From the click',
    "To the dialog painted: an animation frame with the dialog in it is over on the main thread (`page/open.js`). Frames: of the screen, from the click to the one with the dialog. Work: the click handler and that frame, without what lies between them, which is mostly the wait for the screen. To the request: the frame's page is asked for, which for ours and the twin comes after the claim. Each time the first modal of a fresh browser context, but for `second`: the second modal of its page. " +
      '`imported`: with the page, nothing else loaded ahead, which for all but ours is the same as preloaded; `at the click`: the click imports.',
  ];
  for (const measure of ['open', 'open-on-4g', 'open-on-slow-3g']) {
    if (!measures[measure]) continue;
    const link = {
      open: 'No link but the machine itself',
      'open-on-4g': '4G: 9 Mbit/s, 60 ms',
      'open-on-slow-3g': 'Slow 3G: 400 kbit/s, 400 ms',
    }[measure];
    for (const cpu of [1, 6]) {
      const rows = measures[measure].figures
        .filter((each) => each.cpu === cpu)
        .map(({ name, mode, painted, frames, work, leaves }) => [
          SDKS[name].title,
          mode,
          cell(painted),
          frames.median,
          mode === 'at the click' || (name === OURS && mode === 'imported') ? '' : cell(work),
          leaves ? cell(leaves) : 'before the click',
        ]);
      parts.push(
        `${link}; processor ${cpu === 1 ? 'as it is' : 'slowed 6x'}:`,
        table(['', 'mode', 'painted, ms', 'frames', 'work, ms', 'request leaves, ms'], rows),
      );
    }
  }
  return parts.join('\n\n');
}

function detection({ detection: { figures } }) {
  const rows = Object.entries(figures).map(([title, { mean, p50, p95, p99, n }]) => [title, p50, p95, p99, mean, n]);
  return [
    '## 4. From the completion at the service to `onConnectionComplete`',
    'In real time, on loopback, with the real frame; from before the request that completes the link is sent, so that its commit is in it:',
    table(['', 'p50, ms', 'p95', 'p99', 'mean', 'sessions'], rows),
  ].join('\n\n');
}

function requests({ requests: { figures } }) {
  const rows = Object.entries(figures).flatMap(([flow, ways]) =>
    Object.entries(ways).map(([way, { requests, delay }]) => [
      flow,
      way,
      cell(requests),
      ratio(requests.median, ways['fixed 2 s'].requests.median),
      delay.mean,
      delay.p50,
      delay.p95,
      delay.p99,
    ]),
  );
  return [
    '### Requests per session, and the delay of the schedule alone',
    "At a stopped clock that goes on to the next timer when everything has been answered: real requests to the real service, in a visible tab, and a frame that gives no hint. A session ends at any moment of the flow's last 2 s. Requests: the claim and all of the status. Fixed 2 s: the twin, told so. The delay is the schedule's own, without the network's:",
    table(['flow', 'way', 'requests', 'to fixed 2 s', 'delay: mean, ms', 'p50', 'p95', 'p99'], rows),
  ].join('\n\n');
}

function cycles({ cycles: { figures } }) {
  const rows = Object.entries(figures).map(([name, { cycles, msPerCycle, first, last }]) => [
    SDKS[name].title,
    cycles,
    ...['nodes', 'listeners'].map((each) => `${first[each]} → ${last[each]}`),
    `${kb(first.heap)} → ${kb(last.heap)}`,
    Math.round((last.heap - first.heap) / (cycles - 10)),
    first.wasm === 0 ? '' : `${kb(first.wasm)} → ${kb(last.wasm)}`,
    msPerCycle.toFixed(1),
  ]);
  return [
    '## 6. A thousand open and close cycles',
    "After cycle 10 and after the last, garbage collected. Knot is closed by its frame's message only, keeps every listener and posts an event for each at each close: a hundred cycles.",
    table(['', 'cycles', 'nodes', 'listeners', 'heap, KB', 'heap, bytes a cycle', 'wasm memory, KB', 'ms a cycle'], rows),
  ].join('\n\n');
}

function loading({ loading: { figures } }) {
  const rows = figures.map(({ layout, link, cpu, requests, bytes, ...ms }) => {
    const shipped = figures.find((each) => each.layout === LAYOUTS[0] && each.link === link && each.cpu === cpu);
    return [link, `${cpu}x`, layout, cell(ms), ratio(ms.median, shipped.median), requests, kb(bytes)];
  });
  return [
    '## The WebAssembly inside its script, against a file of its own',
    '`preload()` with `/core` imported before. As the package ships it, and compiled while it arrives:',
    table(['link', 'processor slowed', '', 'ms', 'ratio', 'requests', 'KB'], rows),
  ].join('\n\n');
}

const kb = (bytes) => (bytes / 1_000).toFixed(1);
const ratio = (value, to) => (value / to).toFixed(2);
const cell = ({ median, q1, q3 }) => `${shown(median)} (${shown(q1)} – ${shown(q3)})`;
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
