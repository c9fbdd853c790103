// Faults of the status requests while the frame is open: answers of the service, and answers that do not arrive.

import { expect } from '@playwright/test';
import {
  FIRST_DELAY_MS,
  POLL_MS,
  REQUEST_MS,
  SECONDS,
  SHOWN_MS,
  STATUS_BUDGET_MS,
  retryAfterDate,
  status,
  type Answer,
  type Case,
  type ProxiedCase,
} from '../case.ts';
import type { ProxyFault } from '../../../harness/proxy.ts';
import { complete } from '../run.ts';
import type { Reply } from '../../../harness/scripted-service.ts';

const DETAILS = { 'content-type': 'text/html' };
const HTML: Reply = { status: 200, body: '<!doctype html><title>Sign in to the network</title>', headers: DETAILS };
const failed = (code: string | null, message = 'It failed') =>
  status({ status: 'failed', error: code === null ? null : { code, message } });

/** The longest time to the next poll, and the time for which a failure is shown. */
const VERDICT_MS = POLL_MS + SHOWN_MS;

/** The service's answer ends the session. */
const verdict = (fault: string, answer: Answer, ending: string): Case => ({
  fault,
  statuses: [answer],
  ending,
  longestMs: VERDICT_MS,
  live: true,
});

/** One bad answer, then good ones. */
const survived = (fault: string, answer: Answer, more: Partial<Case> = {}): Case => ({
  fault: `${fault}, once`,
  statuses: [answer],
  ending: 'complete',
  longestMs: POLL_MS + FIRST_DELAY_MS,
  live: true,
  ...more,
});

/** Only bad answers. */
const outlasted = (fault: string, everyStatus: Answer, ending: string): Case => ({
  fault: `${fault}, for ever`,
  everyStatus,
  ending,
  leastMs: STATUS_BUDGET_MS,
  longestMs: POLL_MS + REQUEST_MS + STATUS_BUDGET_MS + SHOWN_MS,
  live: true,
});

export const statuses: Case[] = [
  verdict('400', { status: 400, body: { error: 'Bad' } }, 'INVALID_CLAIM_CODE'),
  verdict('401', { status: 401, body: { error: 'Unauthorized' } }, 'INVALID_CLAIM_CODE'),
  verdict('404', { status: 404, body: '<h1>Not found</h1>', headers: DETAILS }, 'INVALID_CLAIM_CODE'),
  verdict('410', { status: 410, body: { error: { code: 'LINK_EXPIRED', message: 'Too late' } } }, 'LINK_EXPIRED'),
  verdict('409 without a reason', { status: 409, body: { error: 'Conflict' } }, 'UNEXPECTED_RESPONSE'),
  verdict('409, the link is complete', { status: 409, body: { error: 'Done', code: 'LINK_ALREADY_COMPLETE' } }, 'LINK_ALREADY_COMPLETE'),
  verdict('409, the link is in use', { status: 409, body: { error: 'Busy', code: 'LINK_IN_USE' } }, 'LINK_IN_USE'),
  verdict('a status that nobody knows', { status: 418, body: 'I am a teapot' }, 'UNEXPECTED_RESPONSE'),
  verdict(
    'an error of the flat form, with a code that nobody knows',
    { status: 403, body: { error: 'No', code: 'REGION_BLOCKED' } },
    'UNEXPECTED_RESPONSE',
  ),
  verdict(
    'an error of the nested form, with a code that nobody knows',
    { status: 422, body: { error: { code: 'PLAN_LIMIT', message: 'No' } } },
    'UNEXPECTED_RESPONSE',
  ),
  verdict('an error whose fields have wrong types', { status: 403, body: { error: [1], code: 7 } }, 'UNEXPECTED_RESPONSE'),
  verdict('the link has expired', status({ status: 'expired' }), 'LINK_EXPIRED'),
  verdict('failed: the automation', failed('AUTOMATION_ERROR'), 'AUTOMATION_ERROR'),
  verdict('failed: the person took too long', failed('CLIENT_TIMEOUT'), 'CLIENT_TIMEOUT'),
  verdict('failed: the provider is unknown', failed('UNKNOWN_PROVIDER'), 'UNKNOWN_PROVIDER'),
  verdict('failed: the result is not valid', failed('RESULT_VALIDATION_ERROR'), 'RESULT_VALIDATION_ERROR'),
  verdict('failed with a code that nobody knows', failed('MOON_PHASE'), 'MOON_PHASE'),
  verdict('failed without an error', failed(null), 'CONNECTION_FAILED'),
  verdict('failed with an error of wrong types', status({ status: 'failed', error: { code: 7, message: {} } }), 'CONNECTION_FAILED'),
  survived('408', { status: 408 }),
  survived('425', { status: 425 }),
  survived(
    '429, Retry-After in seconds',
    { status: 429, headers: { 'retry-after': '7' } },
    { leastMs: 7 * SECONDS, longestMs: POLL_MS + 7 * SECONDS },
  ),
  survived('429, Retry-After as a date', retryAfterDate(9 * SECONDS), { leastMs: 8 * SECONDS, longestMs: POLL_MS + 9 * SECONDS }),
  survived(
    '429, Retry-After of an hour, of which a minute is kept',
    { status: 429, headers: { 'retry-after': '3600' } },
    { leastMs: 60 * SECONDS, longestMs: POLL_MS + 60 * SECONDS },
  ),
  survived('500', { status: 500, body: { error: 'Oops' } }),
  survived('502 as HTML', { status: 502, body: '<h1>Bad gateway</h1>', headers: DETAILS }),
  survived('503', { status: 503 }),
  survived('a redirect', { status: 302, headers: { location: '/clip/elsewhere' } }, { allow: [/ERR_FAILED .*\/clip\/elsewhere/] }),
  survived('a connection that is cut', 'cut'),
  survived('no answer', 'silence', { leastMs: REQUEST_MS, longestMs: POLL_MS + REQUEST_MS + FIRST_DELAY_MS }),
  survived('200 with HTML', HTML),
  survived('200 without a body', { status: 200 }),
  survived('200 with half a JSON', { status: 200, body: '{"linkId":"link_1","status":"comp' }),
  survived('200 with a body over 64 KB', status({ status: 'complete', more: 'x'.repeat(70_000) })),
  survived('200 with wrong types', status({ linkId: 7, status: ['complete'] })),
  survived('200 with a list', { status: 200, body: [] }),
  survived('complete, of another link', status({ linkId: 'link_other', status: 'complete' })),
  survived('304 to a request that named no ETag', { status: 304 }, { longestMs: 2 * POLL_MS + FIRST_DELAY_MS }),
  survived('a status word that nobody knows', status({ status: 'paused' }), { longestMs: 2 * POLL_MS }),
  survived('a status of another session', status({ sessionId: 'ses_of_before', status: 'failed' }), { longestMs: 2 * POLL_MS }),
  outlasted('500', { status: 500 }, 'SERVICE_UNAVAILABLE'),
  outlasted('429', { status: 429 }, 'SERVICE_UNAVAILABLE'),
  outlasted('200 with HTML', HTML, 'SERVICE_UNAVAILABLE'),
  outlasted('no answer', 'silence', 'NETWORK_ERROR'),
  outlasted('a connection that is cut', 'cut', 'NETWORK_ERROR'),
  outlasted('complete, of another link', status({ linkId: 'link_other', status: 'complete' }), 'SERVICE_UNAVAILABLE'),
  {
    fault: 'a status of another session, for ever',
    everyStatus: status({ sessionId: 'ses_of_another' }),
    ending: 'LINK_IN_USE',
    leastMs: 15 * SECONDS,
    longestMs: POLL_MS + 15 * SECONDS + SHOWN_MS,
    live: true,
  },
  {
    fault: 'pending, after it was active',
    statuses: [status({ status: 'active' }), status({ status: 'pending' }), status({ status: 'active' })],
    ending: 'complete',
    longestMs: 4 * POLL_MS,
    live: true,
  },
  {
    fault: '304 for a minute, and then complete',
    act: ({ time }) => time.pass(60 * SECONDS),
    ending: 'complete',
    longestMs: 65 * SECONDS,
    live: true,
  },
  {
    fault: '304 for five minutes: asked ever more seldom, until the person leaves',
    async act({ time, page }) {
      await time.pass(300 * SECONDS);
      await page.evaluate(() => passage.close());
    },
    check: ({ asked }) => expect(asked('status').length, 'polls in five minutes').toBeLessThan(120),
    ending: 'closed',
    leaveLink: true,
    longestMs: 300 * SECONDS,
    live: true,
  },
  {
    fault: 'a service that knows no Prefer: asked every second',
    act: ({ time }) => time.pass(10 * SECONDS),
    check: ({ asked }) => expect(asked('status').length, 'polls in ten seconds').toBeLessThanOrEqual(15),
    ending: 'complete',
    longestMs: 10 * SECONDS + POLL_MS,
    live: true,
  },
  {
    fault: 'flapping: every other answer is a 503, for a minute',
    statuses: Array.from({ length: 40 }, (_, index): Answer => (index % 2 ? 'ordinary' : { status: 503 })),
    ending: 'complete',
    longestMs: 60 * SECONDS,
    live: true,
  },
  {
    fault: 'a service that says in its claim that the link expires now',
    everyStatus: 'ordinary',
    claims: [
      ({ service, code }) => {
        service.set(code, { status: 'active', sessionId: 'ses_old' });
        const { linkId, sessionId } = service.link(code);
        return {
          status: 200,
          body: {
            linkId,
            sessionId,
            clientToken: `token-of-${sessionId}`,
            appClipUrl: `${service.address}/clip/${sessionId}`,
            expiresAt: 1,
          },
        };
      },
    ],
    ending: 'complete',
    longestMs: 2 * POLL_MS,
    live: true,
  },
  {
    fault: 'Prefer that is honoured, and held past its time',
    act: async ({ service, time }) => {
      service.waits = true;
      await time.pass(40 * SECONDS);
    },
    ending: 'complete',
    leastMs: 35 * SECONDS,
    longestMs: 45 * SECONDS,
    live: true,
  },
];

/** The frame's own requests are reset together with the page's. */
const FRAME_RESET = [/ERR_(CONNECTION_RESET|EMPTY_RESPONSE|NETWORK_CHANGED) .*\/clip\/[^/]+\/state/];

/** The held request is reset, the link completes, and this fault hits the next request, which would report it. */
const verdictMeets = (fault: string, what: ProxyFault): ProxiedCase => ({
  fault: `${fault}: it is heard when asked again`,
  ending: 'complete',
  longestMs: FIRST_DELAY_MS * 3,
  live: true,
  allow: FRAME_RESET,
  leaveLink: true,
  async act(world) {
    world.proxy.next('status', what);
    world.proxy.severAll();
    await world.time.until('the first failure', 0, ({ events }) => events.includes('retrying'));
    await complete(world);
  },
  retries: 2,
});

export const proxiedStatuses: ProxiedCase[] = [
  {
    fault: 'a held request that is reset',
    ending: 'complete',
    longestMs: FIRST_DELAY_MS,
    live: true,
    allow: FRAME_RESET,
    act: ({ proxy }) => proxy.severAll(),
  },
  {
    fault: 'a held request that is reset, and the answer to the next one lost',
    ending: 'complete',
    longestMs: FIRST_DELAY_MS * 3,
    live: true,
    allow: FRAME_RESET,
    async act({ proxy, time }) {
      proxy.next('status', 'replyLost');
      proxy.severAll();
      await time.until('the second failure', FIRST_DELAY_MS, ({ events }) => events.filter((type) => type === 'retrying').length === 2);
    },
  },
  verdictMeets('a verdict that is lost on its way', 'replyLost'),
  verdictMeets('a verdict whose body is cut by a reset', 'cut'),
  verdictMeets('a verdict whose body is cut in good order', 'cutInGoodOrder'),
  verdictMeets('a verdict in an answer that is no HTTP', 'garbage'),
  verdictMeets('a verdict in an answer with a hundred megabytes', 'huge'),
];
