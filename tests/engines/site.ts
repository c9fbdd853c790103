// The lab's site for every engine. Not every driver can add a script to a page, so the page itself loads the one that counts first.

import { readFile } from 'node:fs/promises';
import { watchAnswers } from '../harness/answers.js';
import { install } from '../harness/counts.js';
import { Host, type LinkSource } from '../harness/host.ts';
import { inRepository, UNPACKED } from '../harness/places.ts';

export interface Site {
  /** Runs before the counting begins, as the first script of the page. */
  first?: () => void;
  /** In the page's `head`. */
  head?: string;
  /** Before the button. */
  body?: string;
  /** Sent with every page. */
  headers?: Record<string, string>;
}

const LAB = await readFile(inRepository('tests/harness/lab/index.html'), 'utf8');

export function labSite(source: LinkSource, { first, head = '', body = '', headers }: Site): Promise<Host> {
  const page = LAB.replace('<meta charset="utf-8" />', `$&<script src="/first.js"></script>${head}`).replace('<body>', `$&${body}`);
  const script = [listen, ...(first ? [first] : []), install, watchAnswers].map((does) => `(${does.toString()})();`).join('\n');
  return Host.start(source, {
    folders: { '/': inRepository('tests/harness/lab'), '/passage/': UNPACKED },
    pages: { '/': { html: () => page }, '/first.js': { html: () => script, type: 'text/javascript' } },
    ...(headers && { headers }),
  });
}

declare global {
  /** The errors that nobody handled, and what was written to the console as an error or a warning. */
  var wrong: string[];
}

/** Runs in the page: notes what goes wrong. */
export function listen(): void {
  globalThis.wrong = [];
  addEventListener('error', ({ message }) => void wrong.push(`unhandled: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => void wrong.push(`unhandled: ${reason?.message ?? reason}`));
  for (const kind of ['error', 'warn'] as const) {
    const write = console[kind];
    console[kind] = (...values: unknown[]) => {
      wrong.push(`console.${kind}: ${values.join(' ')}`);
      write.apply(console, values);
    };
  }
}
