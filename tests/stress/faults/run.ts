// Runs a case: loads the page, opens a session, causes the fault, waits for the ending in the page's time, and compares.
// Afterwards the oracle, `Lab.judge`, runs.

import { expect } from '@playwright/test';
import type { Answer, Case, ProxiedCase, ProxiedWorld, World } from './case.ts';
import type { Asked, What } from '../../harness/scripted-service.ts';
import { SOON } from '../../harness/lab.ts';
import type { State } from './page-time.ts';

/** The result of a case. */
export interface Seen {
  ending: string;
  elapsedMs: number;
  /** How many `retrying` events there were. */
  retries: number;
}

/** The requests that a case leaves unanswered. */
export class Silence {
  private readonly unanswered = new WeakSet<Asked>();

  constructor(private readonly service: World['service']) {}

  /** Never answers; resolves when the browser gives the request up. */
  keep(asked: Asked): Promise<never> {
    this.unanswered.add(asked);
    return new Promise(() => undefined);
  }

  /** Whether all that is under way is one of these, or is held by the service as `Prefer` asks. */
  holds(): boolean {
    const { underWay, held } = this.service;
    return [...underWay].every((asked) => held.has(asked) || this.unanswered.has(asked));
  }
}

/** Runs a case in a page that was loaded with the clock stopped. */
export async function run(row: Case, world: World, silence: Silence): Promise<Seen> {
  const { lab, service, time, witness, code } = world;
  witness.allow(...(row.allow ?? []));
  // Without held requests, only timers make the page send a request, and no request stays under way.
  service.waits = false;
  await time.begin();
  script('claim', row.claims, row.everyClaim, world, silence);
  script('status', row.live ? [] : row.statuses, undefined, world, silence);
  if (!row.live) await row.act?.(world);
  await (row.open ? row.open(world) : lab.open(code));
  if (row.live) {
    await time.until('the frame is greeted', 5_000, greeted);
    time.elapsedMs = 0;
    script('status', row.statuses, row.everyStatus, world, silence);
    await row.act?.(world);
  }
  if (row.ending === 'complete' && !row.leaveLink) {
    // A fault of the claim has passed when the frame is there.
    await time.until('the frame is greeted', row.longestMs, greeted);
    service.set(code, { status: 'complete' });
  }
  const seen = await ended(row, world);
  if (row.tries !== undefined) expect(world.asked('claim').length, 'tries of the claim').toBe(row.tries);
  // Counted in the page: the service may receive a request before it notices that the page gave up the one before.
  expect(await lab.page.evaluate(() => answers.most()), 'requests at the same time').toBeLessThanOrEqual(1);
  await row.check?.(world);
  script('claim', [], undefined, world, silence);
  script('status', [], undefined, world, silence);
  return seen;
}

/** Runs a case at the real service, behind the proxy. */
export async function runProxied(row: ProxiedCase, world: ProxiedWorld): Promise<Seen> {
  const { lab, proxy, time, witness, code } = world;
  witness.allow(...(row.allow ?? []));
  await time.begin();
  if (!row.live) await row.act?.(world);
  await (row.open ? row.open(world) : lab.open(code));
  if (row.live) {
    await time.until('the frame is greeted', 5_000, greeted);
    time.elapsedMs = 0;
    await row.act?.(world);
  }
  if (row.ending === 'complete' && !row.leaveLink) {
    await time.until('the frame is greeted', row.longestMs, greeted);
    await complete(world);
    // The held request has to be answered before time may pass.
    await expect.poll(() => proxy.held, { message: 'held requests', ...SOON }).toBe(0);
  }
  const seen = await ended(row, world);
  await row.check?.(world);
  proxy.heal();
  return seen;
}

/** At the real service, by its sandbox. */
export async function complete({ connect, linkId }: Pick<ProxiedWorld, 'connect' | 'linkId'>): Promise<void> {
  const response = await fetch(`${connect.address}/sandbox/links/${linkId}/complete`, { method: 'POST' });
  expect(response.ok, 'the sandbox completes the link').toBe(true);
}

const greeted = ({ events }: State) => events.includes('frameReady');

async function ended(
  { ending, longestMs, leastMs = 0, retries }: Pick<Case, 'ending' | 'longestMs' | 'leastMs' | 'retries'>,
  { time }: Pick<World, 'time'>,
): Promise<Seen> {
  const { results, events } = await time.until('the ending', longestMs, ({ results }) => results.length > 0);
  const [result] = results;
  const seen = result?.error?.code ?? result?.outcome ?? '';
  expect(seen, 'the ending').toBe(ending);
  expect(time.elapsedMs, 'not before').toBeGreaterThanOrEqual(leastMs);
  const retrying = events.filter((type) => type === 'retrying').length;
  if (retries !== undefined) expect(retrying, 'retries told').toBe(retries);
  return { ending: seen, elapsedMs: time.elapsedMs, retries: retrying };
}

/** Sets how requests of this kind are answered from now on. */
function script(what: What, answers: Answer[] = [], every: Answer | undefined, world: World, silence: Silence): void {
  const left = [...answers];
  world.service.every(what, async (asked) => {
    const answer = left.shift() ?? every ?? 'ordinary';
    if (answer === 'silence') return silence.keep(asked);
    return typeof answer === 'function' ? answer(world) : answer;
  });
}
