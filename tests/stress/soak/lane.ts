// A lane: a page with a service and a proxy of its own, in which one visit follows the other.

import type { Browser, CDPSession, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { install } from '../../harness/counts.js';
import type { Host } from '../../harness/host.ts';
import { type Behind, Lab, labHost, SOON } from '../../harness/lab.ts';
import { keepMemories, size, type Size } from '../../harness/memory.ts';
import { header, type ProxyFault, type Request } from '../../harness/proxy.ts';
import { allowed, excuse, fits, later } from './agreement.ts';
import { Complaints } from './complaints.ts';
import { VisitLink, type Status } from './link.ts';
import { person, type Role } from './person.ts';
import { play, type Part, type Told } from './play.ts';
import { chance, pick } from './random.ts';
import { ProxiedService } from './proxied-service.ts';
import { stories, type Opening, type Stage } from './stories.ts';
import { faultOf, weatherOf, type Kind } from './weather.ts';
import type { Tally } from './tally.ts';

/** No session lasts longer than this, whatever faults it meets. */
const LONGEST_MS = 150_000;
/** After this time, an accepted login has led to a final state. */
const SETTLED_MS = 5_000;

/** What else happens, besides the faults of single requests, when the host gets a certain event. */
type Upset = 'all connections are reset' | 'the service is killed';

/** A visit under way. */
interface Visit {
  number: number;
  story: string;
  links: VisitLink[];
  /** The links by session id, once the service has created the session. */
  sessions: Map<string, VisitLink>;
  /** The faults of the visit, in order, for the report. */
  met: string[];
  told: string[];
  upset: { what: Upset; at: string } | null;
  restarted: boolean;
  /** A fault has rightly ended the visit otherwise than its story says. */
  excuses: string[];
}

export class Lane {
  /** Every link of every visit, and the states that it may still reach. */
  private readonly ledger = new Map<string, Status[]>();
  private visit: Visit | undefined;
  private opening: Opening | undefined;
  private readonly moments: Promise<void>[] = [];

  private constructor(
    private readonly seed: number,
    private readonly tally: Tally,
    private readonly service: ProxiedService,
    private readonly host: Host,
    private readonly page: Page,
    private readonly lab: Lab<Behind>,
    private readonly complaints: Complaints,
    private readonly devtools: CDPSession,
  ) {}

  static async start(browser: Browser, seed: number, tally: Tally): Promise<Lane> {
    const service = await ProxiedService.start();
    const { proxy } = service;
    const host = await labHost({ address: proxy.address, createLink: () => service.createLink() });
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const script of [install, keepMemories, person]) await page.addInitScript(script);
    const lab = new Lab(page, proxy, host);
    const lane = new Lane(seed, tally, service, host, page, lab, new Complaints(page), await context.newCDPSession(page));
    await page.exposeFunction('roleOf', (sessionId: string): Role => lane.visit?.sessions.get(sessionId)?.role ?? { does: 'nothing' });
    await page.exposeFunction('moment', (event: string) => lane.moment(event));
    proxy.choose = (request) => lane.meets(request);
    proxy.answered = (request, reply) => lane.answered(request, reply);
    await lab.goto();
    return lane;
  }

  async stop(): Promise<void> {
    await this.page.context().close();
    await this.host.stop();
    await this.service.stop();
  }

  /** What is in the page, between two visits. */
  size(): Promise<Size> {
    return size(this.page, this.devtools);
  }

  get restarts(): number {
    return this.service.restarts;
  }

  /** Makes one visit and judges it. */
  async run(number: number): Promise<void> {
    const { seed, tally } = this;
    const story = pick(
      stories.map((each) => [each, each.weight] as const),
      seed,
      number,
      'story',
    );
    const visit: Visit = (this.visit = {
      number,
      story: story.name,
      links: [],
      sessions: new Map(),
      met: [],
      told: [],
      upset: upsetOf(seed, number),
      restarted: false,
      excuses: [],
    });
    try {
      await story.play(this.stage(visit));
      await this.lab.judge();
      const toldLate = await this.page.evaluate(() => {
        calls.log.length = calls.handles.length = 0;
        return late.splice(0);
      });
      expect(toldLate, 'told after an ending').toEqual([]);
      this.complaints.judge();
      expect(this.service.complaints, 'complaints of the service').toEqual([]);
    } catch (error) {
      throw new Error(this.account(visit, error));
    }
    for (const link of visit.links) if (link.status !== 'unknown') this.ledger.set(link.linkId, [link.status, ...mayBecome(link)]);
    tally.visit(story.name, weatherOf(seed, number), visit.excuses);
  }

  /** Checks at the end that every link has the state that the page was told last, or one that it may have reached since. */
  async judgeLedger(): Promise<void> {
    for (const [linkId, may] of this.ledger) {
      const { status } = await this.service.link(linkId);
      if (!may.includes(status)) throw new Error(`seed ${this.seed}: ${linkId} is ${status} at the end, and not ${may.join(' or ')}`);
      this.tally.link(status);
    }
  }

  private stage(visit: Visit): Stage {
    const { seed, service } = this;
    const keep = (link: VisitLink): VisitLink => {
      visit.links.push(link);
      return link;
    };
    return {
      choose: (what, among) =>
        pick(
          among.map((each) => [each, 1] as const),
          seed,
          visit.number,
          what,
        ),
      link: async (role) => keep(VisitLink.of(await service.createLink(), visit.links.length, role)),
      unknownLink: () => {
        const link = keep(new VisitLink('unknown', `clm_never_given_out_${visit.number}`, visit.links.length, { does: 'nothing' }));
        link.status = 'unknown';
        return link;
      },
      expire: async (link) => {
        await service.expire(link.linkId);
        link.status = 'expired';
      },
      claimElsewhere: async (link) => {
        await service.claim(link.code);
        link.status = 'active';
        link.othersClaims += 1;
      },
      session: (opening) => this.session(visit, opening),
    };
  }

  private async session(visit: Visit, opening: Opening): Promise<boolean> {
    const openings = [opening, ...(opening.replacedBy ? [opening.replacedBy] : [])];
    for (const { links } of openings) for (const link of links) link.begin();
    this.opening = opening;
    const all = await within(LONGEST_MS, this.page.evaluate(play, this.part(visit, opening)));
    await Promise.all(this.moments.splice(0));
    let foreseen = all.length === openings.length;
    for (const [index, told] of all.entries()) {
      visit.told.push(`${told.ending} after ${told.events.join(', ')}`);
      this.tally.session(told.ending);
      foreseen = (await this.judge(visit, openings[index]!, told)) && foreseen;
    }
    return foreseen;
  }

  private part(visit: Visit, { links, acts = [], on, replacedAt, replacedBy }: Opening): Part {
    const tell = [...new Set([visit.upset?.at, on?.at])].flatMap((at) => (at === undefined ? [] : [{ at, what: 'tell' as const }]));
    const replace = replacedAt === undefined ? [] : [{ at: replacedAt, what: 'replace' as const, part: this.part(visit, replacedBy!) }];
    return { codes: links.map(({ code }) => code), acts: [...tell, ...acts, ...replace] };
  }

  /** Compares what the page was told with the story, the faults and the service's database. */
  private async judge(visit: Visit, { links, ends }: Opening, told: Told): Promise<boolean> {
    // The last one that was tried.
    const link = links.findLast(({ claims }) => claims > 0) ?? links[0]!;
    const foreseen = ends.includes(told.ending);
    if (!foreseen) {
      const why = excuse(told, link);
      expect(why, `an ending other than ${ends.join(' or ')}`).not.toBeNull();
      visit.excuses.push(why!);
    }
    const may = allowed(told, link, visit.restarted);
    if (may.includes('unknown')) return foreseen;
    if (link.status !== 'unknown') {
      const settled = async () => (await this.service.link(link.linkId)).status;
      if (!may.includes('active'))
        await expect.poll(settled, { message: 'the link at the service', timeout: SETTLED_MS, ...SOON }).not.toBe('active');
      const kept = await this.service.link(link.linkId);
      expect(may, `the link at the service, after ${told.ending}`).toContain(kept.status);
      expect(fits(told, kept), `the service's own account of it: ${kept.status} ${kept.error?.code ?? ''}`).toBe(true);
      const sessions = (await this.service.sessionsOf(link.linkId)) - link.othersClaims;
      expect(sessions, 'sessions at the service, against those that it granted').toBeGreaterThanOrEqual(link.granted.size);
      expect(sessions, 'sessions at the service, against the keys that it heard of').toBeLessThanOrEqual(link.keys.size);
      link.status = kept.status;
    }
    return foreseen;
  }

  /** Called when the host gets this event for the first time in a session. */
  private moment(event: string): void {
    const { visit, opening } = this;
    if (!visit) return;
    const { upset } = visit;
    this.moments.push(
      (async () => {
        if (upset?.at === event) {
          visit.upset = null;
          visit.met.push(`${upset.what}, at ${event}`);
          this.tally.fault(upset.what);
          for (const link of visit.links) link.frameMet = true;
          if (upset.what === 'all connections are reset') this.service.proxy.severAll();
          else {
            visit.restarted = true;
            await this.service.restart();
          }
        }
        if (opening?.on?.at === event) await opening.on.run();
      })(),
    );
  }

  /** Finds the link of the visit to which a request belongs, and the kind of the request. */
  private about(request: Request): { link: VisitLink; kind: Kind } | undefined {
    const { path, target } = request;
    const visit = this.visit;
    if (path === 'preflight' || !visit) return undefined;
    if (path === 'claim' || path === 'status') {
      const code =
        path === 'claim'
          ? (JSON.parse(request.body.toString()) as { code: string }).code
          : header(request, 'authorization')?.replace('Bearer ', '');
      const link = visit.links.find((each) => each.code === code);
      const kind = path === 'status' && header(request, 'prefer') ? 'held' : path;
      return link && { link, kind };
    }
    const [, sessionId = '', rest] = /^\/clip\/(ses_[^/]+)(\/.+)?$/.exec(target) ?? [];
    const link = visit.sessions.get(sessionId);
    return link && { link, kind: rest ? 'frame' : 'page' };
  }

  private meets(request: Request): ProxyFault | undefined {
    const { seed, visit } = this;
    this.tally.requests += 1;
    const about = this.about(request);
    // A late request of an earlier visit, a preflight, or a file that frames share. Their number cannot be predicted.
    if (!about || !visit) return undefined;
    const { link, kind } = about;
    const index = link.next(kind);
    const fault = faultOf(seed, visit.number, link.place, kind, index);
    link.meets(request, kind, fault);
    if (fault) {
      visit.met.push(`${kind} ${index} of link ${link.place}: ${fault}`);
      this.tally.fault(fault, kind);
    }
    return fault;
  }

  private answered(request: Request, reply: Buffer | null): void {
    const about = this.about(request);
    const status = reply && Number(/^HTTP\/1\.1 (\d{3})/.exec(reply.subarray(0, 20).toString('latin1'))?.[1]);
    if (!about) {
      if (status === null) for (const link of this.visit?.links ?? []) link.frameMet = true;
      return;
    }
    const { link, kind } = about;
    link.answered(request, kind, status);
    const [, sessionId] = (kind === 'claim' && reply && /"sessionId":"(ses_[^"]+)"/.exec(reply.toString())) || [];
    if (sessionId) this.visit?.sessions.set(sessionId, link);
  }

  /** A description of what happened, for the person who has to find the cause. */
  private account(visit: Visit, error: unknown): string {
    const { number, story, met, told, links } = visit;
    return [
      `seed ${this.seed}, visit ${number}: ${String(error instanceof Error ? error.message : error)}`,
      `  story: ${story}; weather: ${weatherOf(this.seed, number)}`,
      `  what met it: ${met.join('; ') || 'nothing'}`,
      `  what the page was told: ${told.join('; ') || 'nothing'}`,
      `  its links: ${links.map(({ linkId, status, claims, lostClaims, logins, loginsTaken }) => `${linkId} ${status}, ${claims} claims (${lostClaims} lost), ${logins} logins (${loginsTaken} taken)`).join('; ')}`,
      `  again: cargo xtask soak --seed ${this.seed} --visit ${number}`,
    ].join('\n');
  }
}

function upsetOf(seed: number, visit: number): Visit['upset'] {
  const at = pick(
    [
      ['claimed', 1],
      ['frameReady', 2],
      ['progress', 2],
    ] as const,
    seed,
    visit,
    'upset at',
  );
  const number = chance(seed, visit, 'upset');
  if (number < 0.02) return { what: 'the service is killed', at };
  return number < 0.1 ? { what: 'all connections are reset', at } : null;
}

/** A claim may still be on its way, and an active link's login at work. */
function mayBecome(link: VisitLink): Status[] {
  if (link.status === 'active') return later(link);
  const claimed = link.status === 'pending' || (link.status === 'failed' && link.claims > 0);
  return claimed ? ['active'] : [];
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not ended within ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
