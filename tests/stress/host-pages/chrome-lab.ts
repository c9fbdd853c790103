// The lab in Chrome: its code runs in the page through a second DevTools connection.

import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';
import { listen } from '../../harness/lab.ts';
import { SOON } from '../../harness/oracle.ts';
import { type Evaluate, ownConnection, ownWorld, pageWith } from '../../harness/own-connection.ts';
import type { Host } from '../../harness/host.ts';
import { HostLab } from './lab.ts';
import { AROUND, type PageCode, type ServiceOf } from './row.ts';

export class ChromeLab extends HostLab<Page> {
  protected evaluate: Evaluate = () => Promise.reject(new Error('not visited yet'));
  protected look: Evaluate = this.evaluate;

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
    listen(driven, this.underWay);
  }

  /** Loads the page, at this path of the host or of another site, and runs what the row does before the call. */
  async visit(address: string, loaded: PageCode | undefined): Promise<void> {
    await this.driven.goto(address);
    await expect.poll(() => hostFrame(this.driven, this.host), { message: 'the host page', ...SOON }).toBeTruthy();
    const frame = hostFrame(this.driven, this.host)!;
    await expect(frame.locator('html[data-ready]')).toBeAttached();
    [this.evaluate, this.look] = await this.waysTo(frame);
    if (loaded) await this.run(loaded);
    this.before = await this.counts();
  }

  async press(selector: string, how?: 'double click'): Promise<void> {
    const element = this.page.locator(selector);
    // A mouse press without the driver's own checks, which would add listeners to the page.
    if (how === 'double click') await element.dblclick({ force: true });
    else await element.click({ force: true });
  }

  async enter(): Promise<void> {
    await this.page.locator('#opener').focus();
    await this.driven.keyboard.press('Enter');
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
