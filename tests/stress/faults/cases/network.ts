// Faults of the network: it is down, slow, changes, or answers in place of the service.

import { untilEvent } from '../../../harness/arrivals.ts';
import {
  CLAIM_BUDGET_MS,
  FIRST_DELAY_MS,
  POLL_MS,
  REQUEST_MS,
  SECONDS,
  SHOWN_MS,
  STATUS_BUDGET_MS,
  type Case,
  type ProxiedCase,
  type World,
} from '../case.ts';
import type { Reply } from '../../../harness/scripted-service.ts';

/** The sign-in page of a captive portal, to which the browser was redirected. Without CORS, the page's script cannot read it. */
const PORTAL: Reply = {
  status: 200,
  body: '<!doctype html><title>Welcome to the hotel</title>',
  headers: { 'content-type': 'text/html', 'access-control-allow-origin': 'http://portal.invalid' },
};
const PORTAL_ALLOWS = [/CORS policy/];

/** Resolves when the page has got the event. */
async function offline({ context, page }: Pick<World, 'context' | 'page'>, off: boolean): Promise<void> {
  await untilEvent(page, 'window', off ? 'offline' : 'online', () => context.setOffline(off));
}

/** Longer than polls may fail; time offline does not count. */
const LONG_MS = STATUS_BUDGET_MS + 60 * SECONDS;

/** Goes offline for a time, then online again. */
const away =
  (ms: number): NonNullable<Case['act']> =>
  async (world) => {
    await offline(world, true);
    await world.time.pass(ms);
    await offline(world, false);
  };

/** Every request fails before it is sent, as if the host name did not resolve. */
async function unknownName({ page }: Pick<World, 'page'>): Promise<void> {
  await page.route(/\/link\/(claim|status)$/, (route) => route.abort('namenotresolved'));
}

export const network: Case[] = [
  {
    fault: 'offline before it is opened, back after three minutes',
    async open(world) {
      // The engine is loaded with the page; what is missing is the service.
      await world.page.evaluate(() => passage.preload());
      await offline(world, true);
      await world.lab.open(world.code);
      await world.time.pass(LONG_MS);
      await offline(world, false);
    },
    ending: 'complete',
    longestMs: LONG_MS + POLL_MS,
    live: false,
  },
  {
    fault: 'offline for three minutes while the frame is open and the link is completed',
    async act(world) {
      await offline(world, true);
      world.service.set(world.code, { status: 'complete' });
      await world.time.pass(LONG_MS);
      await offline(world, false);
    },
    leaveLink: true,
    ending: 'complete',
    leastMs: LONG_MS,
    longestMs: LONG_MS + POLL_MS,
    live: true,
  },
  {
    fault: 'offline while the verdict falls, back after three minutes',
    async act(world) {
      await offline(world, true);
      world.service.set(world.code, { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'It failed' } });
      await world.time.pass(LONG_MS);
      await offline(world, false);
    },
    ending: 'AUTOMATION_ERROR',
    longestMs: LONG_MS + POLL_MS + SHOWN_MS,
    live: true,
  },
  {
    fault: 'offline and back after the ending',
    act: () => undefined,
    async check(world) {
      await offline(world, true);
      await offline(world, false);
    },
    ending: 'complete',
    longestMs: POLL_MS,
    live: true,
  },
  {
    fault: 'offline and back ten times within ten seconds',
    async act(world) {
      for (let time = 0; time < 10; time += 1) await away(SECONDS)(world);
    },
    async check({ asked }) {
      // At most one request a second, however often the connection comes back.
      if (asked('status').length > 14) throw new Error(`${asked('status').length} status requests`);
    },
    ending: 'complete',
    longestMs: 10 * SECONDS + POLL_MS,
    live: true,
  },
  {
    fault: 'a captive portal answers the first claim',
    claims: [PORTAL],
    ending: 'complete',
    longestMs: FIRST_DELAY_MS + POLL_MS,
    live: false,
    allow: PORTAL_ALLOWS,
  },
  {
    fault: 'a captive portal answers every claim',
    everyClaim: PORTAL,
    ending: 'NETWORK_ERROR',
    longestMs: CLAIM_BUDGET_MS,
    tries: 6,
    live: false,
    allow: PORTAL_ALLOWS,
  },
  {
    fault: 'a captive portal answers a status request',
    statuses: [PORTAL],
    ending: 'complete',
    longestMs: POLL_MS + FIRST_DELAY_MS,
    live: true,
    allow: PORTAL_ALLOWS,
  },
  {
    fault: 'a name that cannot be resolved while it is claimed',
    act: unknownName,
    ending: 'NETWORK_ERROR',
    longestMs: CLAIM_BUDGET_MS,
    live: false,
    check: ({ page }) => page.unrouteAll(),
  },
  {
    fault: 'a name that can no longer be resolved while the frame is open',
    act: unknownName,
    ending: 'NETWORK_ERROR',
    leastMs: STATUS_BUDGET_MS,
    longestMs: POLL_MS + STATUS_BUDGET_MS + SHOWN_MS,
    live: true,
    check: ({ page }) => page.unrouteAll(),
  },
  {
    fault: 'a name that is resolved again after a minute',
    async act(world) {
      await unknownName(world);
      await world.time.pass(60 * SECONDS);
      await world.page.unrouteAll();
    },
    ending: 'complete',
    longestMs: 60 * SECONDS + 15 * SECONDS,
    live: true,
  },
];

/** The frame's own requests fail as well, because the network is down for all of the page. */
const FRAME_OFFLINE = [/ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|CONNECTION_RESET|EMPTY_RESPONSE) .*\/clip\/[^/]+\/(state|request)/];

/** Lets the proxy send this many bytes, one each second. */
const drips =
  (bytes: number): NonNullable<ProxiedCase['act']> =>
  async ({ proxy, time }) => {
    for (let byte = 0; byte < bytes; byte += 1) {
      await time.pass(SECONDS);
      proxy.drip();
    }
  };

export const proxiedNetwork: ProxiedCase[] = [
  {
    fault: 'a claim that is answered a byte a second',
    async open(world) {
      world.proxy.next('claim', 'drip');
      await world.lab.open(world.code);
      await drips(REQUEST_MS / SECONDS)(world);
    },
    ending: 'complete',
    leastMs: REQUEST_MS,
    longestMs: REQUEST_MS + FIRST_DELAY_MS,
    live: false,
  },
  {
    fault: 'a claim that is swallowed on its way',
    act: ({ proxy }) => proxy.next('claim', 'swallowed'),
    ending: 'complete',
    leastMs: REQUEST_MS,
    longestMs: REQUEST_MS + FIRST_DELAY_MS,
    live: false,
  },
  {
    fault: 'another network: all connections are reset, offline for a second, and back',
    async act(world) {
      world.proxy.severAll();
      await away(SECONDS)(world as never);
    },
    allow: FRAME_OFFLINE,
    ending: 'complete',
    longestMs: 2 * SECONDS,
    live: true,
  },
  {
    fault: 'a held request whose connection died in silence: the person comes back to the tab',
    async act({ proxy, page, time }) {
      proxy.next('status', 'swallowed');
      proxy.severAll();
      await time.until('asked again', FIRST_DELAY_MS, () => proxy.asked.filter((path) => path === 'status').length > 2);
      await time.pass(5 * SECONDS);
      await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow')));
    },
    allow: FRAME_OFFLINE,
    ending: 'complete',
    longestMs: FIRST_DELAY_MS + 5 * SECONDS,
    live: true,
  },
];
