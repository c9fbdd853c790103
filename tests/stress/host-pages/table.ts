// The table of host pages.

import { type Key, Table } from '../../harness/table.ts';
import { groups } from './cases/all.ts';
import { when } from './row.ts';

interface Row extends Key {
  when: string;
  ending: string;
}

export default class HostPages extends Table<Row, string> {
  constructor() {
    super('host page', new URL('RESULTS.md', import.meta.url));
  }

  protected rows(): Row[] {
    return Object.entries(groups).flatMap(([group, rows]) =>
      rows.map((row) => ({ group, name: row.page, when: when(row), ending: row.ending })),
    );
  }

  protected told({ when, ending: expected }: Row, ending: string): string {
    return `${when}, expected ${expected}, seen ${ending}`;
  }

  protected head({ length }: Row[]): string {
    return `# Host pages

${length} pages that are unusual in one way each. In every one a person presses the page's button and a whole connection is made, end to
end in headless Chrome with the packed package and the browser's own clock. While the frame was there, the dialog was inside the window,
and its close button and its frame where a press reaches them. After it: one ending and nothing after it, no node, listener, timer or
request left, the focus on the button again, no unhandled rejection, no claim code anywhere, and no request to the page's own origin but
for its files and the package's. Where a page leaves no way to connect, the one ending says what to mend.
Written by \`table.ts\` after a run in which every page passed.

| group | the page | when | expected | seen |
|---|---|---|---|---|
`;
  }

  protected cells({ when, ending: expected }: Row, ending: string): string[] {
    return [when, expected, ending];
  }
}
