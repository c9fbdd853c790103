// The lab: a page (lab/) that opens sessions and records their callbacks, and the oracle that judges the page. In `test`, the lab uses
// the scripted service. After every test, whatever it did, the oracle checks the promises.

import type { Frame, Locator, Page } from '@playwright/test';
import { watchAnswers } from './answers.js';
import { install } from './counts.js';
import { Host, type HostOptions, type LinkSource } from './host.ts';
import { inRepository, UNPACKED } from './places.ts';
import { Service } from './scripted-service.ts';
import { type Place, ROLES } from './modal.ts';
import { expect, test as base } from './test.ts';
import type { Witness } from './witness.ts';

/** The names of the three endings, by outcome. */
export const ENDINGS = { complete: 'onConnectionComplete', error: 'onConnectionError', closed: 'onClose' } as const;

/** How to wait in a frame that is not shown: the browser does not paint it, so polling by animation frames would never return. */
export const UNPAINTED = { polling: 20 };

/** Poll intervals for something that happens within milliseconds. */
export const SOON = { intervals: [10, 20, 50, 100] };

/** What the lab needs of the service behind its page. */
export interface Behind {
  readonly address: string;
  /** How many requests are under way. */
  readonly pending: number;
}

export class Lab<S extends Behind = Service> {
  /** Requests of the page and its frames that have neither ended nor failed. */
  readonly underWay = new Set<unknown>();
  /** Every address the browser asked for. */
  readonly addresses: string[] = [];
  /** The id of the element that has the focus while no session is open. */
  home = 'opener';
  /** What a person sees of a session: the dialog or, in a container, the region. */
  readonly shown: Locator;
  protected before: Counts | undefined;

  constructor(
    readonly page: Page,
    readonly service: S,
    readonly host: Host,
    readonly place: Place = 'modal',
  ) {
    this.shown = page.getByRole(ROLES[place]);
    page.on('request', (request) => {
      this.underWay.add(request);
      this.addresses.push(request.url());
    });
    page.on('requestfinished', (request) => this.underWay.delete(request));
    page.on('requestfailed', (request) => this.underWay.delete(request));
  }

  /** Loads the page and counts what is in it before the first session. */
  async goto(): Promise<void> {
    await this.page.goto(this.host.address + (this.place === 'modal' ? '' : `/?${this.place}`));
    await expect(this.page.locator('html[data-ready]')).toBeAttached();
    await this.page.locator('#opener').focus();
    // The first wait brings the test driver's own script into the page, with listeners of its own.
    await this.page.waitForFunction(() => true);
    this.before = await this.counts();
  }

  /** Loads the page like `goto`, with a clock that stands still until the test moves it. */
  async gotoAtStoppedClock(time = Date.now()): Promise<void> {
    await this.page.clock.install({ time });
    await this.goto();
    // A time that is certainly still to come. The package has no timer yet, so the jump has no effect.
    await this.page.clock.pauseAt(time + 600_000);
    this.before = await this.counts();
  }

  /** Opens a session for this code, with callbacks that only record their calls. */
  async open(claimCode = 'clm_1'): Promise<void> {
    await this.page.evaluate((claimCode) => void calls.open({ claimCode }), claimCode);
  }

  /** Opens a session and waits until the frame has got its `init`. */
  async openUntilLive(claimCode = 'clm_1'): Promise<Frame> {
    await this.open(claimCode);
    return this.frame();
  }

  /** The frame, once it has its `init`. */
  async frame(): Promise<Frame> {
    return greetedFrame(this.page, this.service);
  }

  /** Waits for the end of the call with this number, and returns its result. */
  async ended(call = 1): Promise<any> {
    return this.page.evaluate((call) => calls.handles[call - 1]!.result, call);
  }

  /** Every callback so far as `call name`, or `call type` for an event. */
  async told(): Promise<string[]> {
    const log = await this.page.evaluate(() => calls.log);
    return log.map(({ call, name, value }) => `${call} ${name === 'onEvent' ? value.type : name}`);
  }

  /** The events of a call. */
  async events(call = 1): Promise<any[]> {
    const log = await this.page.evaluate(() => calls.log);
    return log.filter((entry) => entry.call === call && entry.name === 'onEvent').map(({ value }) => value);
  }

  /** Waits for an event of any call. */
  async event(type: string): Promise<void> {
    await this.page.waitForFunction((type) => calls.log.some(({ value }) => value?.type === type), type);
  }

  /** Waits until every request has been answered, and the page has handled the answers. */
  async settled(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => answers.awaited()), { message: 'answers that the page waits for', ...SOON }).toBe(0);
    await expect.poll(() => this.service.pending, { message: 'requests at the service', ...SOON }).toBe(0);
  }

  counts(): Promise<Counts> {
    return this.page.evaluate(() => counts.now());
  }

  /** Checks that nothing of any session is left: no node, listener, timer, history entry, request or stored key; and that the focus is back. */
  async expectNothingLeft(): Promise<void> {
    expect(besideGoingBack(await this.counts())).toEqual(besideGoingBack(this.before!));
    await expect.poll(() => this.counts(), { message: 'the browser has gone back', ...SOON }).toEqual(this.before);
    await expect.poll(() => this.service.pending, { message: 'requests at the service', ...SOON }).toBe(0);
    await expect.poll(() => this.underWay.size, { message: 'requests of the page', ...SOON }).toBe(0);
    expect(await this.page.evaluate(() => document.activeElement?.id)).toBe(this.home);
    const styles = await this.page.evaluate(() => [document.documentElement, document.body].map((each) => each.getAttribute('style')));
    expect(styles).toEqual([null, null]);
    const stored = () => {
      try {
        return sessionStorage.length;
      } catch {
        // A sandboxed page has no storage.
        return 0;
      }
    };
    expect(await this.page.evaluate(stored)).toBe(0);
  }

  /** The oracle: runs after each test whose page is still there. */
  async judge(): Promise<void> {
    // A test that leaves the page judges it itself.
    if (!this.page.url().startsWith(this.host.address)) return;
    const sessions = await this.page.evaluate(async () => {
      passage.close();
      await Promise.all(calls.handles.map(({ result }) => result));
      return calls.sessions();
    });
    for (const told of sessions) {
      const endings = told.filter(({ name }) => Object.values<string>(ENDINGS).includes(name));
      const results = told.filter(({ name }) => name === 'result');
      expect(endings, 'exactly one ending').toHaveLength(1);
      expect(told.filter(({ name }) => name === 'rejected')).toEqual([]);
      const outcome = results[0]?.value.outcome as keyof typeof ENDINGS;
      expect(endings[0]!.name, 'the result says the same').toBe(ENDINGS[outcome]);
      const { outcome: _, linkId: __, ...details } = results[0]!.value;
      expect(endings[0]!.value, 'the callback has the details').toEqual(outcome === 'complete' ? undefined : (details.error ?? details));
      const after = told.slice(told.indexOf(endings[0]!) + 1);
      expect(
        after.filter(({ name }) => name !== 'result'),
        'no callback after the ending',
      ).toEqual([]);
      const events = told.filter(({ name }) => name === 'onEvent').map(({ value }) => value.type as string);
      expect(events.filter((type) => type === 'ended')).toHaveLength(1);
      expect(events.at(-1), 'the last event').toBe('ended');
    }
    await this.expectNothingLeft();
  }
}

/**
 * The counts without the two listeners and the timer that stay until the browser has gone back from the dialog's history entry.
 */
function besideGoingBack({ history: _, listeners, timers, ...rest }: Counts): object {
  const ofGoingBack = ['Window popstate', 'Navigation navigate'];
  return { ...rest, listeners: listeners.filter((name) => !ofGoingBack.includes(name)), timers: timers.filter((ms) => ms !== 1_000) };
}

/** The frame, once it has got its `init`. */
export async function greetedFrame(page: Page, service: Behind): Promise<Frame> {
  const found = () => page.frames().findLast((frame) => frame.url().startsWith(`${service.address}/clip/`));
  for (;;) {
    await expect.poll(found, { message: 'the frame', ...SOON }).toBeTruthy();
    const frame = found();
    try {
      await frame?.waitForFunction(() => heard.some(({ type }) => type === 'init'), undefined, UNPAINTED);
      if (frame) return frame;
    } catch (error) {
      // This frame is about to be replaced by another one.
      if (!frame?.isDetached()) throw error;
    }
  }
}

/** Posts a message from the page's own script to the frame's window. Messages between two windows keep their order. */
export async function sendToFrame(page: Page, type: string): Promise<void> {
  await page.evaluate((type) => {
    const { contentWindow } = around.lastElementChild!.shadowRoot!.querySelector('iframe')!;
    contentWindow!.postMessage({ type }, '*');
  }, type);
}

/** Serves the lab's page beside the package; its links come from `source`. */
export function labHost(source: LinkSource, { folders, ...options }: Partial<HostOptions> = {}): Promise<Host> {
  return Host.start(source, { ...options, folders: { '/': inRepository('tests/harness/lab'), '/passage/': UNPACKED, ...folders } });
}

/** Begins, before the page's first script, to count what the page registers and the answers that it waits for. */
export async function watch(page: Page, witness: Witness): Promise<void> {
  await page.addInitScript(install);
  await page.addInitScript(watchAnswers);
  // The browser itself reports every refused or broken request.
  witness.allow(/^console\.error: Failed to load resource: .*\/link\/(claim|status|cancel)\)$/);
}

interface Fixtures {
  service: Service;
  lab: Lab;
  /** Headers of the lab's page, a policy for instance. */
  pageHeaders: Record<string, string>;
  /** Folders that take the place of the package's own: `/passage/dist/`. */
  otherFolders: Record<string, string>;
}

export const test = base.extend<Fixtures>({
  pageHeaders: [{}, { option: true }],
  otherFolders: [{}, { option: true }],
  service: async ({ serve }, use) => use(await serve(Service.start())),
  lab: async ({ page, place, serve, service, witness, pageHeaders, otherFolders }, use) => {
    await watch(page, witness);
    const host = await serve(labHost(service, { folders: otherFolders, headers: pageHeaders }));
    const lab = new Lab(page, service, host, place);
    await use(lab);
    await lab.judge();
  },
});

export { expect } from './test.ts';
