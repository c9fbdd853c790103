// Judges what pages request from their own origin. Allowed are their own files, those of the package, and the calls to their backend.
// Anything else is a mistake of the package, such as an address without its origin, or `undefined` as an address.

import type { IncomingMessage } from 'node:http';
import { expect } from '@playwright/test';

/** Requests since the last `judgeOwnOrigin`; the tests of a worker run one after the other. */
const strays: string[] = [];

/** Notes a request to the host of a page; `file` is what answers it, `null` if nothing does. */
export function note({ method, url = '/', headers }: IncomingMessage, file: string | null): void {
  // Chrome says so of every request to a host at localhost. A test's own request does not.
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined) return;
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname.startsWith('/api/') || pathname === '/favicon.ico') return;
  // A page is navigated to. A script that fetches one has used a wrong address.
  const expected = destination === 'empty' ? !/\.html$/.test(file ?? '.html') : file !== null;
  if (!expected || method !== 'GET') strays.push(`${method} ${url} (${String(destination)})`);
}

/** To be called after each test. */
export function judgeOwnOrigin(): void {
  expect(strays.splice(0), "requests to the page's own origin, for nothing that is there").toEqual([]);
}
