// A reporter: prints the table of behaviours by engine, and writes it into the package's guides when each of them has passed with the
// same package: in one run, or in several that add up.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { Behaviour } from './behaviour.ts';
import { groups } from './behaviours/all.ts';
import { ENGINES, type Engine, type Size, SIZES } from './driver.ts';
import { NAMES, page, type Row } from './page.ts';

const FILE = new URL('../../pkg-template/docs/browsers.md', import.meta.url);
const TARBALL = new URL('../../target/package/getpassage-web-react.tgz', import.meta.url);
/** What was seen of each package, by its hash. */
const SEEN = new URL('../../target/engines/', import.meta.url);
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
    this.addEarlier();
    const tables = Object.entries(groups).map(([name, behaviours]) => ({
      name,
      isLong: isLong(name),
      rows: behaviours.map((behaviour) => this.row(name, behaviour)),
    }));
    for (const { name, rows } of tables) {
      for (const { name: behaviour, cells, note } of rows) {
        if (cells.some((cell) => cell !== 'not run')) console.log(`${name}: ${behaviour}: ${cells.join(', ')}${note && ` (${note})`}`);
      }
    }
    const cells = tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells));
    const isWhole = status === 'passed' && cells.every((cell) => cell === 'yes' || cell === 'not tried');
    if (isWhole) writeFileSync(FILE, page(Object.fromEntries(this.versions) as Record<Engine, string>, tables));
  }

  private row(group: string, { name, sizes, notes }: Behaviour): Row {
    const remarks = new Set<string>();
    const cells = ENGINES.map((engine) => {
      const seen = (sizes ?? (Object.keys(SIZES) as Size[])).map((size) => this.outcomes.get(key(engine, group, size, name)));
      if (seen.includes('failed')) return 'failed';
      if (seen.includes(undefined)) return seen.some((each) => each) ? 'in part' : 'not run';
      for (const each of seen) if (typeof each === 'object') remarks.add(`${NAMES[engine]}: ${each.without}`);
      if (!seen.includes('yes')) return 'not tried';
      if (notes?.[engine]) remarks.add(`${NAMES[engine]}: ${notes[engine]}`);
      return 'yes';
    });
    return { name, cells, note: [...remarks].join('<br>') };
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
}

const key = (...parts: string[]) => parts.join('\n');
