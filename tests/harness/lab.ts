// The lab: a page (lab/) that opens sessions and records their callbacks. In `test`, it uses the scripted service. After every test,
// whatever it did, the oracle checks the promises.

import type { Frame, Locator, Page } from '@playwright/test';
import { watchAnswers } from './answers.js';
import { install } from './counts.js';
import { Host, type HostOptions, type LinkSource } from './host.ts';
import { type Behind, Oracle, SOON } from './oracle.ts';
import { inRepository, UNPACKED } from './places.ts';
import { Service } from './scripted-service.ts';
import { expect, test as base } from './test.ts';
import { pathOf, ROLES, type Way } from './ways.ts';
import type { Witness } from './witness.ts';

/** How to wait in a frame that is not shown: the browser does not paint it, so polling by animation frames would never return. */
export const UNPAINTED = { polling: 20 };

export class Lab<S extends Behind = Service> extends Oracle<S, Page> {
  /** Every address the browser asked for. */
  readonly addresses: string[] = [];

  /** What a person sees of a session: the dialog or, in a container, the region. */
  readonly shown: Locator;

  constructor(
    page: Page,
    service: S,
    host: Host,
    readonly way: Way = 'modal',
  ) {
    super(page, service, host);
    this.shown = page.getByRole(ROLES[way]);
    listen(page, this.underWay);
    page.on('request', (request) => this.addresses.push(request.url()));
  }

  /** The same, if it has this name. */
  named(name: string): Locator {
    return this.page.getByRole(ROLES[this.way], { name });
  }

  /** Loads the page and counts what is in it before the first session. */
  async goto(): Promise<void> {
    await this.page.goto(this.host.address + pathOf(this.way));
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
}

/** Keeps the requests of the page and its frames that have neither ended nor failed. */
export function listen(page: Page, underWay: Set<unknown>): void {
  page.on('request', (request) => underWay.add(request));
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
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

/** The lab's page, the package, and the buttons of the way `button`. */
const FOLDERS = {
  '/': inRepository('tests/harness/lab'),
  '/passage/': UNPACKED,
  '/buttons/': inRepository('tests/e2e/react/dist/lab'),
};

/** Serves the lab's page beside the package; its links come from `source`. */
export function labHost(source: LinkSource, { folders, ...options }: Partial<HostOptions> = {}): Promise<Host> {
  return Host.start(source, { ...options, folders: { ...FOLDERS, ...folders } });
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
  lab: async ({ page, serve, service, way, witness, pageHeaders, otherFolders }, use) => {
    await watch(page, witness);
    const host = await serve(labHost(service, { folders: otherFolders, headers: pageHeaders }));
    const lab = new Lab(page, service, host, way);
    await use(lab);
    await lab.judge();
  },
});

export { type Behind, ENDINGS, SOON } from './oracle.ts';
export { expect } from './test.ts';
