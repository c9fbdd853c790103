// The table of faults. Its times are of the page's stopped clock, so the file is the same on every machine.

import { type Key, Table } from '../../harness/table.ts';
import type { Case, ProxiedCase } from './case.ts';
import { groups, kept, proxied } from './cases/all.ts';
import type { Seen } from './run.ts';

interface Row extends Key {
  ending: string;
  longestMs: number;
}

export default class Faults extends Table<Row, Seen> {
  constructor() {
    super('case', new URL('RESULTS.md', import.meta.url));
  }

  protected rows(): Row[] {
    return Object.keys(groups).flatMap((group) => {
      const cases: (Case | ProxiedCase)[] = [...groups[group]!, ...(proxied[group] ?? []), ...(kept[group] ?? [])];
      return cases.map(({ fault, ending, longestMs }) => ({ group, name: fault, ending, longestMs }));
    });
  }

  protected told({ ending: expected, longestMs }: Row, { ending, elapsedMs, retries }: Seen): string {
    return `expected ${expected} within ${seconds(longestMs)}, seen ${ending} after ${seconds(elapsedMs)}, ${retries} retries`;
  }

  protected head({ length }: Row[]): string {
    return `# Faults

${length} cases, each end to end in headless Chrome with the packed package. After every one: one ending and nothing after it, no
node, listener, timer or request left, focus and scroll as before, no unhandled rejection, no claim code anywhere. "within" is the
longest time from the fault to the ending, in the page's time; a fault that ends as \`complete\` is one that the session survives.
Written by \`table.ts\` after a run in which every case passed.

| group | fault | expected | seen | within |
|---|---|---|---|--:|
`;
  }

  protected cells({ ending: expected, longestMs }: Row, { ending }: Seen): string[] {
    return [expected, ending, seconds(longestMs)];
  }
}

const seconds = (ms: number) => (ms === 0 ? 'at once' : `${ms / 1_000} s`);
