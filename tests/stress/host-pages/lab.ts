// The lab in a page whose scripts may have broken its globals. The lab's code runs there through a second DevTools connection, and the
// globals are restored before the oracle judges.

import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';
import { type Evaluate, ownConnection, ownWorld, pageWith } from '../../harness/own-connection.ts';
import type { Host } from '../../harness/host.ts';
import { Lab, SOON } from '../../harness/lab.ts';
import type { PageCode, ServiceOf } from './row.ts';
import { hindrance } from './usable.ts';

/** What can be observed of the session. */
export interface Told {
  events: string[];
  /** The result of the last call, or the error that it threw. */
  ending: { outcome: string; error?: { code: string; error: string } } | null;
}

export class HostLab extends Lab<ServiceOf> {
  private evaluate: Evaluate = () => Promise.reject(new Error('not visited yet'));
  /** Runs code that sees the document without the page's changes to the classes of the DOM. */
  private look: Evaluate = this.evaluate;

  constructor(
    private readonly driven: Page,
    private readonly browserContext: BrowserContext,
    service: ServiceOf,
    host: Host,
  ) {
    const frame = (): Frame => hostFrame(driven, host) ?? driven.mainFrame();
    const evaluate: Evaluate = (script, value) => this.evaluate(script, value);
    const page = pageWith(driven, { evaluate, url: () => frame().url(), locator: (selector: string) => frame().locator(selector) });
    super(page, service, host);
  }

  /** Loads the page, at this path of the host or of another site, and runs what the row does before the call. */
  async visit(address: string, loaded: PageCode | undefined): Promise<Frame> {
    await this.driven.goto(address);
    await expect.poll(() => hostFrame(this.driven, this.host), { message: 'the host page', ...SOON }).toBeTruthy();
    const frame = hostFrame(this.driven, this.host)!;
    await expect(frame.locator('html[data-ready]')).toBeAttached();
    [this.evaluate, this.look] = await this.waysTo(frame);
    if (loaded) await this.run(loaded);
    this.before = await this.counts();
    return frame;
  }

  /** Runs a row's code in the page. */
  async run(code: PageCode): Promise<void> {
    await this.evaluate(typeof code === 'string' ? code : `(async () => void (await (${code.toString()})()))()`);
  }

  /** The callbacks so far. */
  async soFar(): Promise<Told> {
    return (await this.evaluate(`(() => {
      const events = [];
      let ending = null;
      for (let at = 0; at < calls.log.length; at += 1) {
        const { call, name, value } = calls.log[at];
        if (name === 'onEvent') events[events.length] = value.type;
        if (name === 'result' && call === calls.handles.length) ending = value;
      }
      const { thrown } = oracle;
      if (thrown) ending = { outcome: 'error', error: { code: thrown.code ?? thrown.message, error: thrown.message } };
      return { events, ending };
    })()`)) as Told;
  }

  /** Waits until `done`, or until the session has ended. */
  async until(what: string, done: (told: Told) => boolean): Promise<Told> {
    let told = await this.soFar();
    const wait = async () => {
      told = await this.soFar();
      return done(told) || told.ending !== null;
    };
    await expect.poll(wait, { message: what, timeout: 20_000, ...SOON }).toBe(true);
    if (!done(told)) throw new Error(`${what}: never, it has ended: ${JSON.stringify(told.ending)}`);
    return told;
  }

  /** Waits until a person can use the modal; the browser decides when it computes the layout. */
  async expectUsable(): Promise<void> {
    await expect.poll(() => this.look(hindrance), { message: 'what keeps a person from the modal', ...SOON }).toBe('');
  }

  /** The test driver can reach a frame that shares its process with the page around it; the globals of that page are intact. */
  private async waysTo(frame: Frame): Promise<[Evaluate, Evaluate]> {
    const target = frame === this.driven.mainFrame() ? this.driven : frame;
    try {
      return [await ownConnection(this.browserContext, target), await ownWorld(this.browserContext, target)];
    } catch (error) {
      if (!/separate CDP session/.test(String(error))) throw error;
      const evaluate: Evaluate = (script, value) => frame.evaluate(script as never, value);
      return [evaluate, evaluate];
    }
  }
}

/** The host page: the window's page, or a frame in it. */
function hostFrame(page: Page, host: Host): Frame | undefined {
  return page.frames().find((frame) => frame.url().startsWith(`${host.address}/`) && !frame.url().endsWith(AROUND));
}

/** The path of the page around the host page. */
export const AROUND = '/around.html';
