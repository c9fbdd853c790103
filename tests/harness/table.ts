// A reporter for a suite that is a table: prints the result of each row, and writes the table to a file when all of its rows have run
// and passed. A test reports its rows as annotations.

import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { test } from '@playwright/test';

/** Identifies a row. */
export interface Key {
  group: string;
  name: string;
}

/** Records the result of a row, for the reporter of this kind of row. */
export function note<Seen>(kind: string, { group, name }: Key, seen: Seen): void {
  test.info().annotations.push({ type: kind, description: JSON.stringify({ group, name, seen }) });
}

export abstract class Table<Row extends Key, Seen> implements Reporter {
  private readonly noted = new Map<string, Seen>();

  /** `file` is the path of the table. */
  constructor(
    private readonly kind: string,
    private readonly file: URL,
  ) {}

  /** All rows, in order. */
  protected abstract rows(): Row[];

  /** A row for the terminal. */
  protected abstract told(row: Row, seen: Seen): string;

  /** The text above the rows in the file, with the table's head. */
  protected abstract head(rows: Row[]): string;

  /** The cells of a row in the file. */
  protected abstract cells(row: Row, seen: Seen): string[];

  printsToStdio(): boolean {
    return true;
  }

  onTestEnd(_test: TestCase, { annotations }: TestResult): void {
    for (const { type, description } of annotations) {
      if (type !== this.kind || !description) continue;
      const { group, name, seen } = JSON.parse(description) as Key & { seen: Seen };
      this.noted.set(key({ group, name }), seen);
    }
  }

  onEnd({ status }: FullResult): void {
    if (this.noted.size === 0) return;
    const rows = this.rows();
    const lines = rows.flatMap((row) => {
      const seen = this.noted.get(key(row));
      if (seen === undefined) return [];
      console.log(`${row.group}: ${row.name}: ${this.told(row, seen)}`);
      return `| ${[row.group, row.name, ...this.cells(row, seen)].map(cell).join(' | ')} |\n`;
    });
    console.log(`${lines.length} of ${rows.length} rows ended as the table says`);
    if (lines.length === rows.length && status === 'passed') writeFileSync(this.file, this.head(rows) + lines.join(''));
  }
}

const key = ({ group, name }: Key) => `${group}\n${name}`;
const cell = (text: string) => text.replaceAll('|', '\\|');
