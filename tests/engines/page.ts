// The guide to browsers: what differs between them, and the tables of what was tried.

import { ENGINES, type Engine } from './driver.ts';

export const NAMES: Record<Engine, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };

/** A behaviour, with `yes` or `not tried` for each engine. */
export interface Row {
  name: string;
  cells: string[];
  note: string;
}

/** The behaviours of one kind. */
export interface Group {
  name: string;
  rows: Row[];
  /** So many that the guide lists only those that some engine was not asked for. */
  isLong: boolean;
}

export function page(versions: Record<Engine, string>, groups: Group[]): string {
  const all = groups.flatMap(({ rows }) => rows);
  const short = groups.filter(({ isLong }) => !isLong);
  const left = groups.filter(({ isLong }) => isLong).map((group) => ({ ...group, rows: group.rows.filter(({ note }) => note) }));
  return `# Browsers

A person connects an account in the same way in Chrome, Edge, Firefox and Safari. This page says where their engines differ, for
the person and for your code, and says of the ${all.length} behaviours under test which were tried in each.
[Support](support.md#browsers) has the oldest versions that work.

## What people notice

- **Safari does not put the cursor into the first field.** WebKit, its engine, lets a frame of another site focus nothing until the
  person has pressed or typed something in it. The frame as a whole has the focus, so Tab leads to the field, and so does a press. The
  views after the first one, such as the one-time code, have their field focused in every browser.
- **On a touch screen no browser focuses the first field**, so that no keyboard covers who asks for what.

## What your page notices

- **Zoomed pages.** In a page with CSS \`zoom\`, WebKit measures boxes in zoomed pixels and points in those of the window. The modal
  fits into such a page as it is. Code of your own that measures the modal has to multiply.
- **An opener that comes back.** The button that opened the modal gets the focus back, also if you hide or disable it meanwhile. In
  WebKit it does not if a script hides it by \`element.style\` and shows it by \`removeAttribute('style')\`, because WebKit reports no such
  change to a \`MutationObserver\`. Set \`element.style.display = ''\` instead.
- **Pages that can be edited.** Firefox focuses nothing in \`designMode\`, so there the focus does not come back.

## How it was tried

A program drives the browser as a person does: it presses, types and looks, in a desktop window and in one as narrow as a phone. The page
has the packed package and a Connect service, each on a site of its own.

| engine | version | browsers with it |
|---|---|---|
| Chromium | ${versions.chromium} | Chrome, Edge, Samsung Internet and others |
| Firefox | ${versions.firefox} | Firefox, but for iOS |
| WebKit | ${versions.webkit}, as WebKitGTK on Linux | Safari, and nearly every browser on iOS |

- WebKitGTK shares the engine with Safari and not the window around it. What depends on macOS or iOS, such as the keyboard of a phone,
  was not tried.
- In the narrow window Chromium and Firefox are pressed with a finger. The driver of WebKitGTK makes mouse events of touches.
- Firefox without a window has no pointer. The tests tell it that it has a mouse, also in the narrow window.

## Results

${summary(groups)}
## Behaviours

*Not tried* has its reason in the note.

${short.map(table).join('\n')}
## Host pages and faults with a note

Every other page and fault of the numbers above was tried in all three.

${left
  .filter(({ rows }) => rows.length > 0)
  .map(table)
  .join('\n')}`;
}

/** How many behaviours were tried and passed. */
function summary(groups: Group[]): string {
  const counts = groups.map(({ name, rows }) => {
    const tried = ENGINES.map((_, engine) => `${rows.filter(({ cells }) => cells[engine] === 'yes').length} of ${rows.length}`);
    return line([name, ...tried]);
  });
  return `${head(['tried, and passed', ...ENGINES.map((engine) => NAMES[engine])])}${counts.join('')}`;
}

function table({ name, rows }: Group): string {
  const lines = rows.map(({ name, cells, note }) => line([name, ...cells, note]));
  return `### ${name[0]!.toUpperCase()}${name.slice(1)}\n\n${head(['behaviour', ...ENGINES.map((engine) => NAMES[engine]), 'note'])}${lines.join('')}`;
}

const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
const head = (names: string[]) => `${line(names)}|${'---|'.repeat(names.length)}\n`;
