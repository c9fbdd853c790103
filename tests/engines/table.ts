// A reporter: prints the table of behaviours by engine, and writes it into the package's docs when each of them has passed with the same
// package: in one run, or in several that add up.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { groups } from './behaviours/all.ts';
import { ENGINES, type Engine, type Size, SIZES } from './driver.ts';

const FILE = new URL('../../pkg-template/docs/browsers.md', import.meta.url);
const TARBALL = new URL('../../target/package/getpassage-web-react.tgz', import.meta.url);
/** What was seen of each package, by its hash. */
const SEEN = new URL('../../target/engines/', import.meta.url);
const NAMES: Record<Engine, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };
/** Groups whose rows the docs do not list one by one. */
const isLong = (group: string) => group === 'faults' || group.startsWith('host pages');

type Outcome = 'yes' | 'failed' | { without: string };

export default class Behaviours implements Reporter {
  private readonly seen = new URL(`${createHash('sha256').update(readFileSync(TARBALL)).digest('hex')}.json`, SEEN);
  private readonly outcomes = new Map<string, Outcome>();
  private readonly versions = new Map<Engine, string>();

  printsToStdio(): boolean {
    return true;
  }

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    const [, project = '', , group = '', size = '', name = ''] = test.titlePath();
    const version = annotations.find(({ type }) => type === 'browser')?.description;
    if (version) this.versions.set(project as Engine, version);
    const reason = annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason';
    this.outcomes.set(key(project, group, size, name), status === 'skipped' ? { without: reason } : status === 'passed' ? 'yes' : 'failed');
  }

  onEnd({ status }: FullResult): void {
    if (this.outcomes.size === 0 || process.env['OLD_CHROME']) return;
    let isWhole = status === 'passed';
    this.addEarlier();
    const lines: string[] = [];
    const exceptions: string[] = [];
    for (const [group, behaviours] of Object.entries(groups)) {
      const passed = Object.fromEntries(ENGINES.map((engine) => [engine, 0])) as Record<Engine, number>;
      for (const { name, sizes } of behaviours) {
        const reasons = new Set<string>();
        const cells = ENGINES.map((engine) => {
          const seen = (sizes ?? (Object.keys(SIZES) as Size[])).map((size) => this.outcomes.get(key(engine, group, size, name)));
          if (seen.includes(undefined)) isWhole = false;
          if (seen.includes('failed')) {
            isWhole = false;
            return 'failed';
          }
          for (const each of seen) if (typeof each === 'object') reasons.add(`${NAMES[engine]}: ${each.without}`);
          const ran = seen.filter((each) => each === 'yes');
          if (ran.length > 0) passed[engine] += 1;
          return ran.length > 0 ? 'yes' : seen.every((each) => each === undefined) ? 'not run' : 'not tried';
        });
        const note = [...reasons].join('; ');
        if (cells.some((cell) => cell !== 'not run')) console.log(`${group}: ${name}: ${cells.join(', ')}${note && ` (${note})`}`);
        const line = `| ${[name, ...cells, note].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
        if (!isLong(group)) lines.push(line);
        else if (note) exceptions.push(line);
      }
      const counts = ENGINES.map((engine) => `${passed[engine]} of ${behaviours.length}`);
      if (isLong(group)) lines.push(`| **${group}** | ${counts.join(' | ')} | |\n`);
      else lines.splice(lines.length - behaviours.length, 0, `| **${group}** | | | | |\n`);
    }
    if (isWhole) writeFileSync(FILE, this.page(lines, exceptions));
  }

  /** Adds what earlier runs have seen of this package, and keeps all of it for later ones. */
  private addEarlier(): void {
    mkdirSync(SEEN, { recursive: true });
    let earlier: { outcomes: [string, Outcome][]; versions: [Engine, string][] } = { outcomes: [], versions: [] };
    try {
      earlier = JSON.parse(readFileSync(this.seen, 'utf8')) as typeof earlier;
    } catch {
      // This is the first run with it.
    }
    for (const [key, outcome] of earlier.outcomes) if (!this.outcomes.has(key)) this.outcomes.set(key, outcome);
    for (const [engine, version] of earlier.versions) if (!this.versions.has(engine)) this.versions.set(engine, version);
    writeFileSync(this.seen, JSON.stringify({ outcomes: [...this.outcomes], versions: [...this.versions] }));
  }

  private page(lines: string[], exceptions: string[]): string {
    const versions = ENGINES.map((engine) => this.versions.get(engine) ?? NAMES[engine]).join(', ');
    const head = `| behaviour | ${ENGINES.map((engine) => NAMES[engine]).join(' | ')} | note |\n|---|---|---|---|---|\n`;
    return `# Browsers

What was tried in each browser engine, end to end, with the packed package. A program drives the browser as a person does: it
presses, types and looks, in a desktop window and in one as narrow as a phone.
[Support](support.md#browsers) has the versions that the package is made for.

The browsers: ${versions}.
WebKit is the engine of Safari, here as WebKitGTK on Linux. It shares the engine's code with Safari, and not the window around it: what
depends on macOS or iOS, such as the keyboard of a phone, is not tried here.

*Not tried* has its reason in the note.

## Differences

What an engine does in its own way, and what follows:

- Firefox keeps a message from every listener on the window that does not capture it once one that captures it has stopped it. The package's
  listener captures, so a page that stops unknown messages does not stop the frame's.
- WebKitGTK leaves the focus with the frame as a whole, also when the page in it focuses its first field. The person presses the field, or
  Tab.
- WebKit measures boxes in the zoomed pixels of a page with CSS \`zoom\`, and points in those of the window. The modal fits into such a page
  as it is; code of your own that measures the modal has to multiply.
- Firefox focuses a button in a page that can be edited, and nothing in design mode, so there the focus does not always come back.
- Chromium and Firefox are pressed with a finger in the narrow window. The driver of WebKitGTK makes mouse events of touches.
- Firefox has no pointer without a window. The tests tell it that it has a mouse, also in the narrow window.

## Behaviours

${head}${lines.join('')}
## Host pages and faults that were not tried

${exceptions.length > 0 ? head + exceptions.join('') : 'None.\n'}`;
  }
}

const key = (...parts: string[]) => parts.join('\n');
