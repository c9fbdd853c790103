// Faults of the claim: answers of the service, or of a proxy in front of it.

import { expect } from '@playwright/test';
import { CLAIM_BUDGET_MS, FIRST_DELAY_MS, POLL_MS, REQUEST_MS, SECONDS, retryAfterDate, type Case, type ProxiedCase } from '../case.ts';
import type { ProxyFault } from '../../../harness/proxy.ts';
import type { Reply } from '../../../harness/scripted-service.ts';

const DETAILS = { 'content-type': 'text/html' };
const HTML: Reply = { status: 200, body: '<!doctype html><title>Sign in to the network</title>', headers: DETAILS };
/** The browser reports the refused redirect with the address that it did not follow. */
const REDIRECTED = [/ERR_FAILED .*\/clip\/elsewhere/];
const GOOD = {
  linkId: 'link_1',
  sessionId: 'ses_1',
  clientToken: 'token-of-ses_1',
  appClipUrl: 'https://frame.example/clip',
  expiresAt: 1,
};

/** The page never asks for a second opinion. */
const refused = (fault: string, claim: Reply, ending: string): Case => ({
  fault,
  claims: [claim],
  ending,
  longestMs: 0,
  tries: 1,
  live: false,
});

/** One bad answer, then good ones. */
const survived = (fault: string, claim: Case['everyClaim'], more: Partial<Case> = {}): Case => ({
  fault: `${fault}, once`,
  claims: [claim!],
  ending: 'complete',
  longestMs: FIRST_DELAY_MS + POLL_MS,
  tries: 2,
  live: false,
  ...more,
});

/** Only bad answers. */
const outlasted = (fault: string, everyClaim: Case['everyClaim'], ending: string, more: Partial<Case> = {}): Case => ({
  fault: `${fault}, for ever`,
  everyClaim: everyClaim!,
  ending,
  longestMs: CLAIM_BUDGET_MS,
  live: false,
  ...more,
});

export const claim: Case[] = [
  refused('400', { status: 400, body: { error: 'Validation failed', issues: [{ path: 'code', message: 'no' }] } }, 'INVALID_CLAIM_CODE'),
  refused('401', { status: 401, body: { error: 'Unauthorized' } }, 'INVALID_CLAIM_CODE'),
  refused('404', { status: 404, body: { error: 'Not found' } }, 'INVALID_CLAIM_CODE'),
  refused('404 as HTML', { status: 404, body: '<h1>Not found</h1>', headers: DETAILS }, 'INVALID_CLAIM_CODE'),
  refused('409, the link is complete', { status: 409, body: { error: 'Done', code: 'LINK_ALREADY_COMPLETE' } }, 'LINK_ALREADY_COMPLETE'),
  refused('409, the link is in use', { status: 409, body: { error: { code: 'LINK_IN_USE', message: 'Busy' } } }, 'LINK_IN_USE'),
  {
    ...refused('409 without a reason, of a complete link', { status: 409, body: { error: 'Conflict' } }, 'LINK_ALREADY_COMPLETE'),
    act: ({ service, code }) => service.set(code, { status: 'complete' }),
  },
  {
    ...refused('409 without a reason, of a link in use', { status: 409, body: { error: 'Conflict' } }, 'LINK_IN_USE'),
    act: ({ service, code }) => service.set(code, { status: 'active' }),
  },
  {
    ...refused(
      '409 without a reason, of a complete link, and the reason is lost twice',
      { status: 409, body: { error: 'Conflict' } },
      'LINK_ALREADY_COMPLETE',
    ),
    statuses: [{ status: 503 }, { status: 200, body: '{"linkId":' }],
    act: ({ service, code }) => service.set(code, { status: 'complete' }),
    longestMs: 3 * FIRST_DELAY_MS,
    retries: 2,
  },
  refused('410', { status: 410, body: { error: { code: 'LINK_EXPIRED', message: 'Too late' } } }, 'LINK_EXPIRED'),
  refused(
    'an error of the flat form, with a code that nobody knows',
    { status: 403, body: { error: 'No', code: 'REGION_BLOCKED' } },
    'UNEXPECTED_RESPONSE',
  ),
  refused(
    'an error of the nested form, with a code that nobody knows',
    { status: 422, body: { error: { code: 'PLAN_LIMIT', message: 'No' } } },
    'UNEXPECTED_RESPONSE',
  ),
  refused('an error whose fields have wrong types', { status: 403, body: { error: 7, code: { a: [] } } }, 'UNEXPECTED_RESPONSE'),
  refused('a status that nobody knows', { status: 418, body: 'I am a teapot' }, 'UNEXPECTED_RESPONSE'),
  refused('304', { status: 304 }, 'UNEXPECTED_RESPONSE'),
  survived('408', { status: 408 }),
  survived('425', { status: 425 }),
  survived(
    '429, Retry-After in seconds',
    { status: 429, headers: { 'retry-after': '7' } },
    { leastMs: 7 * SECONDS, longestMs: 7 * SECONDS + POLL_MS },
  ),
  survived('429, Retry-After as a date', retryAfterDate(9 * SECONDS), { leastMs: 8 * SECONDS, longestMs: 9 * SECONDS + POLL_MS }),
  survived('429, Retry-After that means nothing', { status: 429, headers: { 'retry-after': 'soon' } }),
  survived('429, Retry-After as a date that has passed', retryAfterDate(-60 * SECONDS)),
  refused('429, Retry-After of an hour', { status: 429, headers: { 'retry-after': '3600' } }, 'SERVICE_UNAVAILABLE'),
  outlasted('429', { status: 429 }, 'SERVICE_UNAVAILABLE', { tries: 6 }),
  survived('500', { status: 500, body: { error: 'Oops' } }),
  survived('502', { status: 502, body: '<h1>Bad gateway</h1>', headers: DETAILS }),
  survived(
    '503, Retry-After',
    { status: 503, headers: { 'retry-after': '3' } },
    { leastMs: 3 * SECONDS, longestMs: 3 * SECONDS + POLL_MS },
  ),
  survived('504', { status: 504 }),
  outlasted('500', { status: 500 }, 'SERVICE_UNAVAILABLE', { tries: 6 }),
  outlasted('503', { status: 503 }, 'SERVICE_UNAVAILABLE', { tries: 6 }),
  survived('no answer', 'silence', { leastMs: REQUEST_MS, longestMs: REQUEST_MS + FIRST_DELAY_MS + POLL_MS }),
  outlasted('no answer', 'silence', 'NETWORK_ERROR'),
  survived('a connection that is cut', 'cut'),
  outlasted('a connection that is cut', 'cut', 'NETWORK_ERROR', { retries: 5 }),
  survived('a redirect', { status: 302, headers: { location: '/clip/elsewhere' } }, { allow: REDIRECTED }),
  survived('200 with HTML', HTML),
  outlasted('200 with HTML', HTML, 'SERVICE_UNAVAILABLE', { tries: 6 }),
  survived('200 without a body', { status: 200 }),
  survived('204', { status: 204 }),
  survived('200 with half a JSON', { status: 200, body: JSON.stringify(GOOD).slice(0, 40) }),
  survived('200 with a body over 64 KB', { status: 200, body: { ...GOOD, more: 'x'.repeat(70_000) } }),
  survived('200 with null', { status: 200, body: 'null' }),
  survived('200 with a list', { status: 200, body: [GOOD] }),
  survived('200 with wrong types', { status: 200, body: { ...GOOD, linkId: 7, sessionId: {} } }),
  survived('200 without a token', { status: 200, body: { ...GOOD, clientToken: '' } }),
  outlasted(
    '200 with a frame address that is a script',
    { status: 200, body: { ...GOOD, appClipUrl: 'javascript:alert(1)' } },
    'SERVICE_UNAVAILABLE',
    {
      tries: 6,
      check: async ({ lab }) => expect(lab.addresses.filter((address) => address.startsWith('javascript:'))).toEqual([]),
    },
  ),
  {
    fault: '410 of the first code of a function: it is asked for another',
    claims: [{ status: 410, body: { error: 'Expired', code: 'LINK_EXPIRED' } }],
    open: ({ page, code }) =>
      page.evaluate((code) => {
        const codes = [`${code}_old`, code];
        calls.open({ claimCode: () => codes.shift()! });
      }, code),
    ending: 'complete',
    longestMs: POLL_MS,
    tries: 2,
    live: false,
  },
];

const once = (fault: string, what: ProxyFault): ProxiedCase => ({
  fault,
  ending: 'complete',
  longestMs: FIRST_DELAY_MS,
  live: false,
  act: ({ proxy }) => proxy.next('claim', what),
});

export const proxiedClaim: ProxiedCase[] = [
  once('a reset before the service has heard of it', 'reset'),
  once('a connection that ends without an answer', 'closed'),
  once('an answer that is no HTTP', 'garbage'),
  once('an answer with a hundred megabytes', 'huge'),
  once('a body that is cut by a reset', 'cut'),
  once('a body that is cut in good order', 'cutInGoodOrder'),
  {
    ...once('an answer that is lost after the service has committed: the same session', 'replyLost'),
    async check({ connect, linkId }) {
      const { links } = (await (await fetch(`${connect.address}/sandbox/links`)).json()) as {
        links: { id: string; sessions: unknown[] }[];
      };
      expect(links.find(({ id }) => id === linkId)?.sessions, 'sessions of the link').toHaveLength(1);
    },
  },
  {
    fault: 'a preflight that is reset',
    ending: 'complete',
    longestMs: FIRST_DELAY_MS,
    live: false,
    act: ({ proxy }) => proxy.next('preflight', 'reset'),
  },
  {
    fault: 'a proxy that resets every claim',
    ending: 'NETWORK_ERROR',
    longestMs: CLAIM_BUDGET_MS,
    live: false,
    act: ({ proxy }) => proxy.every('claim', 'reset'),
  },
];
