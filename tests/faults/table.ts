// A reporter: prints the table of cases with what came of each, and keeps it in RESULTS.md when all of them have run.
// Times are the page's, so the file says the same on every machine.

import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { groups, kept, proxied } from './cases/all.ts';

interface Line {
  group: string;
  fault: string;
  expected: string;
  longestMs: number;
  ending: string;
  elapsedMs: number;
  retries: number;
}

export default class Table implements Reporter {
  private readonly lines = new Map<string, Line>();

  printsToStdio(): boolean {
    return true;
  }

  onTestEnd(_test: TestCase, { annotations }: TestResult): void {
    for (const { type, description } of annotations) {
      if (type !== 'case' || !description) continue;
      const line = JSON.parse(description) as Line;
      this.lines.set(key(line.group, line.fault), line);
    }
  }

  onEnd({ status }: FullResult): void {
    if (this.lines.size === 0) return;
    const rows: string[] = [];
    let missing = 0;
    for (const group of Object.keys(groups)) {
      for (const { fault, ending, longestMs } of [...groups[group]!, ...(proxied[group] ?? []), ...(kept[group] ?? [])]) {
        const seen = this.lines.get(key(group, fault));
        if (!seen) missing += 1;
        const told = seen ? `${seen.ending} | ${seconds(seen.elapsedMs)}` : '**not run or not as expected** |';
        if (seen) console.log(`${group}: ${fault}: expected ${ending} within ${seconds(longestMs)}, seen ${seen.ending} after ${seconds(seen.elapsedMs)}, ${seen.retries} retries`);
        rows.push(`| ${group} | ${cell(fault)} | ${ending} | ${seen?.ending ?? told} | ${seconds(longestMs)} |`);
      }
    }
    console.log(`${rows.length - missing} of ${rows.length} cases ended as the table says`);
    if (missing === 0 && status === 'passed') writeFileSync(new URL('RESULTS.md', import.meta.url), document(rows));
  }
}

function document(rows: string[]): string {
  return `# Faults

${rows.length} cases, each end to end in headless Chrome with the packed package. After every one: one ending and nothing after it, no
node, listener, timer or request left, focus and scroll as before, no unhandled rejection, no claim code anywhere. "within" is the
longest time from the fault to the ending, in the page's time; a fault that ends as \`complete\` is one that the session survives.
Written by \`table.ts\` after a run in which every case passed.

| group | fault | expected | seen | within |
|---|---|---|---|--:|
${rows.join('\n')}
`;
}

const key = (group: string, fault: string) => `${group}\n${fault}`;
const cell = (text: string) => text.replaceAll('|', '\\|');
const seconds = (ms: number) => (ms === 0 ? 'at once' : `${ms / 1_000} s`);
