// The plot: one panel for each question, one bar for each SDK, whiskers from the first to the third quartile.

import { OURS, SDKS, TWIN } from './sdks.mjs';

const WIDTH = 760;
const LEFT = 230;
const ROW = 22;
const COLOURS = { [OURS]: '#1d4ed8', [TWIN]: '#0f766e' };

export function plot({ measures = {} }) {
  const panels = [];
  const opened = measures.bytes?.figures.opened;
  if (opened) {
    const bars = Object.entries(opened).map(([name, { bytes }]) => bar(name, bytes / 1_000));
    panels.push({ title: 'Bytes until the modal is open, KB (brotli)', bars });
  }
  for (const cpu of [1, 6]) {
    const cells = measures.open?.figures.filter(
      (cell) => cell.cpu === cpu && (cell.mode === 'preloaded' || (cell.mode === 'imported' && cell.name !== OURS)),
    );
    if (cells) {
      const bars = cells.map(({ name, painted: { median, q1, q3 } }) => bar(name, median, q1, q3));
      panels.push({ title: `Click to dialog painted, ready before the click, ms (processor ${cpu}x${cpu > 1 ? ' slower' : ''})`, bars });
    }
  }
  const minutes = measures.requests?.figures['2 min'];
  if (minutes) {
    const bars = Object.entries(minutes).map(([way, { requests }]) => ({
      label: way,
      value: requests.median,
      low: requests.q1,
      high: requests.q3,
      colour: way === 'fixed 2 s' ? undefined : COLOURS[OURS],
    }));
    panels.push({ title: 'Requests in a session of 2 minutes', bars });
  }
  let top = 0;
  const drawn = panels.map((panel) => {
    const text = draw(panel, top);
    top += 44 + panel.bars.length * ROW;
    return text;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
${drawn.join('\n')}
</svg>
`;
}

function bar(name, value, low, high) {
  return { label: SDKS[name].title.replaceAll('`', ''), value, low, high, colour: COLOURS[name] };
}

function draw({ title, bars }, top) {
  const most = Math.max(...bars.map(({ value, high = value }) => high));
  const x = (value) => (value / most) * (WIDTH - LEFT - 70);
  const lines = bars.map(({ label, value, low, high, colour = '#94a3b8' }, index) => {
    const y = top + 36 + index * ROW;
    const whisker = low === undefined ? '' : `<path d="M${LEFT + x(low)} ${y + 8}H${LEFT + x(high)}" stroke="#111" stroke-width="1.5"/>`;
    const end = LEFT + x(Math.max(value, high ?? 0)) + 6;
    return `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${label}</text><rect x="${LEFT}" y="${y}" width="${x(value).toFixed(1)}" height="16" fill="${colour}"/>${whisker}<text x="${end.toFixed(1)}" y="${y + 13}">${value.toFixed(1)}</text>`;
  });
  return `<text x="12" y="${top + 24}" font-weight="600">${title}</text>\n${lines.join('\n')}`;
}
