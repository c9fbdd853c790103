// `test` with the page of ../src at a scripted service. After every test it checks that nothing stays in the page.

import type { Frame, Page } from '@playwright/test';
import { Host } from '../../../harness/host.ts';
import { expect, greetedFrame, SOON, test as base, watch } from '../../../harness/lab.ts';
import { inRepository } from '../../../harness/places.ts';
import type { Service } from '../../../harness/scripted-service.ts';
import type { StageProps } from './globals.d.ts';

/** Built by ../build.mjs. */
export const VERSIONS = ['16', '17', '18', '19'] as const;

/** The first React whose StrictMode runs effects twice. */
export const REHEARSES_EFFECTS = 18;

const ENDINGS = ['onConnectionComplete', 'onConnectionError', 'onClose'];

export class OnStage {
  private before: unknown;

  constructor(
    readonly page: Page,
    readonly service: Service,
    readonly host: Host,
    private readonly version: string,
  ) {}

  async goto(): Promise<void> {
    await this.page.goto(`${this.host.address}/?react=${this.version}`);
    await expect(this.page.locator('html[data-ready]')).toBeAttached();
    expect(await this.page.evaluate(() => stage.version)).toMatch(new RegExp(`^${this.version}\\.`));
    // React keeps listeners on its root or the document for events that have occurred, and the test driver keeps some on the window.
    // All of them must exist before the count begins.
    await this.page.evaluate(() => {
      stage.show({ components: [{ who: 'nobody' }] });
      stage.clear();
    });
    await this.page.waitForFunction(() => true);
    this.before = await this.counts();
  }

  /** Renders this at once. Functions cannot be passed to the page; for those, use `evaluate`. */
  async show(props: StageProps): Promise<void> {
    await this.page.evaluate((props) => stage.show(props), props);
  }

  async click(who = 'a'): Promise<void> {
    // Not with the mouse, because an open modal covers the page.
    await this.page.evaluate((who) => document.getElementById(who)!.click(), who);
  }

  async clear(): Promise<void> {
    await this.page.evaluate(() => stage.clear());
  }

  /** Shows one component, clicks, and waits until the frame has got its `init`. */
  async connect(props: StageProps = { components: [{}] }): Promise<Frame> {
    await this.show(props);
    await this.click();
    return this.frame();
  }

  async frame(): Promise<Frame> {
    return greetedFrame(this.page, this.service);
  }

  /** What a component gets from the hook. */
  async view(who = 'a') {
    return this.page.evaluate((who) => {
      const { passage, renders, statuses, opens, closes } = stage.views.get(who)!;
      const { ready, status, error } = passage;
      return { ready, status, error: error?.code ?? null, renders, statuses, opens: opens.size, closes: closes.size };
    }, who);
  }

  async status(status: string, who = 'a'): Promise<void> {
    await expect(this.page.locator(`#${who}-status`)).toHaveText(status);
  }

  /** The endings that were called back: `who label name`. */
  async endings(): Promise<string[]> {
    const told = await this.page.evaluate(() => stage.told);
    return told.filter(({ name }) => ENDINGS.includes(name)).map(({ who, label, name }) => `${who} ${label} ${name}`);
  }

  async outcome(call = 1): Promise<string> {
    return this.page.evaluate(async (call) => (await stage.handles[call - 1]!.result).outcome, call);
  }

  /** Who closed the session of this call. */
  async closedBy(call = 1): Promise<string | undefined> {
    return this.page.evaluate(async (call) => {
      const result = await stage.handles[call - 1]!.result;
      return result.outcome === 'closed' ? result.by : undefined;
    }, call);
  }

  async counts(): Promise<unknown> {
    return this.page.evaluate(() => counts.now());
  }

  /** Runs after each test. */
  async judge(): Promise<void> {
    await this.clear();
    // If a session were left without a component, it would stay open, and this would time out.
    await this.page.evaluate(() => Promise.all(stage.handles.map(({ result }) => result)));
    await expect.poll(() => this.counts(), SOON).toEqual(this.before);
    await expect.poll(() => this.service.pending, SOON).toBe(0);
  }
}

interface Fixtures {
  react: (typeof VERSIONS)[number];
  on: OnStage;
}

export const test = base.extend<Fixtures>({
  react: ['19', { option: true }],
  on: async ({ page, serve, service, react, witness }, use) => {
    await watch(page, witness);
    const host = await serve(Host.start(service, { folders: { '/': inRepository('tests/e2e/react/dist') } }));
    const on = new OnStage(page, service, host, react);
    await on.goto();
    await use(on);
    await on.judge();
  },
});

export { expect } from '../../../harness/lab.ts';
