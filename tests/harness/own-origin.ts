// Judges what pages request from their own origin. Allowed are their own files, those of the package, and the calls to their backend.
// Anything else is a mistake of the package, such as an address without its origin, or `undefined` as an address.

import type { IncomingMessage } from 'node:http';
import { expect } from '@playwright/test';

/** Requests since the last `judgeOwnOrigin`; the tests of a worker run one after the other. */
const strays: string[] = [];

/** Records a request to the host of a page; `file` is the file that answers it, or `null`. */
export function note({ method, url = '/', headers }: IncomingMessage, file: string | null): void {
  // Chrome sends this header with every request to localhost; a request of the test itself has none.
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined) return;
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname.startsWith('/api/') || pathname === '/favicon.ico') return;
  // Pages are only navigated to. A script that fetches a page has used a wrong address.
  const expected = destination === 'empty' ? !/\.html$/.test(file ?? '.html') : file !== null;
  if (!expected || method !== 'GET') strays.push(`${method} ${url} (${String(destination)})`);
}

/** Call this after each test. */
export function judgeOwnOrigin(): void {
  expect(strays.splice(0), "unexpected requests to the page's own origin").toEqual([]);
}
