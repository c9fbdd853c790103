// Draws the states of a session. The stages, their texts and the times come from src/session; the arrows are listed here. Each
// arrow names the functions that lead from one stage to the next, and is checked against the source. Every place in the source
// that sets a stage must have an arrow.

import { session, timing } from './rust.mjs';

const ms = new Map(timing().map(({ name, value }) => [name, value]));
const seconds = (name) => `${ms.get(name) / 1_000} s`;

/** Where each stage stands: centre and half the width, in the drawing's units. */
const PLACES = {
  New: [110, 40, 70],
  AskingCode: [110, 170, 90],
  Claiming: [340, 170, 90],
  AskingReason: [560, 170, 90],
  Watching: [340, 350, 90],
  Failed: [340, 490, 90],
  Ended: [560, 490, 90],
};

/** The text in the box, under the name. */
const CAPTIONS = {
  New: 'not begun',
  AskingCode: 'your function is asked',
  Claiming: 'POST /link/claim',
  AskingReason: 'why a 409?',
  Watching: 'frame and status',
  Failed: 'shown for a moment',
  Ended: 'one callback',
};

/**
 * `by`: the functions on the way; the first one names the stage it leaves, the last one sets the stage it reaches.
 * `when` is for the table, `label` the few words that have room in the drawing.
 */
export const ARROWS = [
  {
    from: 'New',
    to: 'AskingCode',
    by: ['open', 'begin'],
    when: '`claimCode` is a function',
    label: ['claimCode is', 'a function'],
    path: 'M110 70V136',
    at: [118, 98, 'start'],
  },
  {
    from: 'New',
    to: 'Claiming',
    by: ['open', 'begin', 'begin_claim'],
    when: '`claimCode` is a string',
    label: ['claimCode is a string'],
    path: 'M182 40H340V136',
    at: [261, 30, 'middle'],
  },
  {
    from: 'AskingCode',
    to: 'Claiming',
    by: ['code_given', 'begin_claim'],
    when: 'the function returned a code',
    label: ['code'],
    path: 'M202 158H246',
    at: [225, 148, 'middle'],
  },
  {
    from: 'Claiming',
    to: 'AskingCode',
    by: ['claim_answered', 'refused', 'expired', 'begin'],
    when: 'the code has expired: the function is called once more',
    label: ['expired,', 'asked again'],
    path: 'M248 182H204',
    at: [225, 220, 'middle'],
  },
  {
    from: 'Claiming',
    to: 'AskingReason',
    by: ['claim_answered'],
    when: 'the service answered 409 and gave no reason',
    label: ['409'],
    path: 'M432 170H466',
    at: [449, 160, 'middle'],
  },
  {
    from: 'Claiming',
    to: 'Watching',
    by: ['claim_answered', 'claimed'],
    when: 'the link is claimed',
    label: ['claimed'],
    path: 'M340 200V316',
    at: [348, 292, 'start'],
  },
  {
    from: 'Watching',
    to: 'AskingCode',
    by: ['status_is', 'expired', 'begin'],
    when: 'the link has expired: the function is called once more',
    label: ['expired,', 'asked again'],
    path: 'M248 350H110V204',
    at: [180, 370, 'middle'],
  },
  {
    from: 'Watching',
    to: 'Failed',
    by: ['status_is', 'fail_as_service_says', 'fail_with'],
    when: 'it failed while the frame was shown',
    label: ['failed, frame shown'],
    path: 'M340 380V456',
    at: [332, 424, 'end'],
  },
  {
    from: 'Failed',
    to: 'Ended',
    by: ['run_due', 'finish'],
    when: `after ${seconds('failed_ms')}`,
    label: [seconds('failed_ms')],
    path: 'M432 490H466',
    at: [449, 480, 'middle'],
  },
  {
    from: 'Watching',
    to: 'Ended',
    by: ['status_is', 'complete', 'finish'],
    when: 'complete, closed, or failed before the frame was shown',
    label: ['complete,', 'closed or', 'failed'],
    path: 'M432 350H510V456',
    at: [438, 372, 'start'],
  },
  {
    from: 'Claiming',
    to: 'Ended',
    by: ['claim_failed', 'fail', 'fail_with', 'finish'],
    when: 'refused, closed, or the budget is spent',
    label: ['refused, closed', 'or out of time'],
    path: 'M412 200V256H546V456',
    at: [420, 228, 'start'],
  },
  {
    from: 'AskingReason',
    to: 'Ended',
    by: ['status_answered', 'reason_answered', 'fail', 'fail_with', 'finish'],
    when: 'answered, closed, or the budget of the claim is spent',
    label: ['answered'],
    path: 'M588 200V456',
    at: [596, 330, 'start'],
  },
  {
    from: 'AskingCode',
    to: 'Ended',
    by: ['code_given', 'code_failed', 'fail_with_text', 'fail_with', 'finish'],
    when: `closed, the function failed online, or returned no code in ${seconds('claim_code_ms')}`,
    label: [`closed, or no code in ${seconds('claim_code_ms')}`],
    path: 'M50 200V560H560V524',
    at: [300, 550, 'middle'],
  },
];

/** Throws if the source and the arrows differ. */
function compare({ stages, functions }) {
  const names = stages.map(({ name }) => name);
  if (names.join() !== Object.keys(PLACES).join())
    throw new Error(`the stages are ${names}: give each a place in tests/package/docs/states.mjs`);
  const sets = new Set();
  for (const [name, body] of functions) {
    for (const [, stage] of body.matchAll(/self\.stage = Stage::(\w+)/g)) sets.add(`${name} -> ${stage}`);
  }
  for (const { from, to, by } of ARROWS) {
    const arrow = `${from} -> ${to}`;
    const body = (name) => functions.get(name) ?? fail(`${arrow}: there is no function ${name}`);
    if (!body(by[0]).includes(`Stage::${from}`)) fail(`${arrow}: ${by[0]} no longer looks for ${from}`);
    for (const [at, name] of by.slice(1).entries()) {
      if (!new RegExp(`self\\s*\\.${name}\\(`).test(body(by[at]))) fail(`${arrow}: ${by[at]} no longer calls ${name}`);
    }
    if (!sets.has(`${by.at(-1)} -> ${to}`)) fail(`${arrow}: ${by.at(-1)} no longer sets ${to}`);
  }
  for (const set of sets) {
    const [name, stage] = set.split(' -> ');
    if (!ARROWS.some(({ to, by }) => to === stage && by.at(-1) === name)) fail(`${set} has no arrow`);
  }
}

function fail(text) {
  throw new Error(`the drawing of the states is out of date: ${text} (tests/package/docs/states.mjs)`);
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const STYLE = `
  svg { --ink: #1b2027; --line: #6a7480; --box: #f3f5f8; --edge: #b9c1cb; --accent: #1f5eff; }
  @media (prefers-color-scheme: dark) { svg { --ink: #eef1f4; --line: #98a3af; --box: #20262d; --edge: #4a545f; --accent: #7aa2ff; } }
  text { font: 15px system-ui, sans-serif; fill: var(--ink); }
  .name { font-weight: 600; }
  .small { font-size: 13px; }
  .box { fill: var(--box); stroke: var(--edge); }
  .last { stroke: var(--accent); stroke-width: 2; }
  .arrow { fill: none; stroke: var(--line); stroke-width: 1.5; marker-end: url(#tip); }
  .tip { fill: var(--line); }`;

/** The drawing, as a file that can stand alone. */
export function states() {
  const source = session();
  compare(source);
  const boxes = source.stages.map(({ name, about }) => {
    const [x, y, half] = PLACES[name];
    const title = about ? `<title>${escape(about)}</title>` : '';
    return `  <g>${title}<rect class="box${name === 'Ended' ? ' last' : ''}" x="${x - half}" y="${y - 28}" width="${2 * half}" height="56" rx="10"/>
    <text class="name" x="${x}" y="${y - 4}" text-anchor="middle">${name}</text><text class="small" x="${x}" y="${y + 16}" text-anchor="middle">${escape(CAPTIONS[name])}</text></g>`;
  });
  const arrows = ARROWS.map(({ from, to, label, path, at: [x, y, anchor] }) => {
    const lines = label.map((line, index) => `<tspan x="${x}" dy="${index ? 17 : 0}">${escape(line)}</tspan>`).join('');
    return `  <g><title>${from} to ${to}</title><path class="arrow" d="${path}"/><text class="small" x="${x}" y="${y}" text-anchor="${anchor}">${lines}</text></g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 662 574" role="img" aria-label="The states of a session">
<style>${STYLE}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
${arrows.join('\n')}
${boxes.join('\n')}
</svg>
`;
}
