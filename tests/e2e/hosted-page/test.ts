// `test` with the page of a link (`appClipUrl`) as a person opens it: by itself.

import type { Locator, Page } from '@playwright/test';
import type { Connect, CreatedLink } from '../../harness/connect.ts';
import { expect, test as base } from '../../harness/test.ts';

/** The code is in the address that is opened, and nowhere else. */
const OPENED = /^(navigated|request): http\S+\/clip\/link_\w+#clm_\w+$/;
/** The browser's own record of it, which no script can remove, and which only the page's own scripts can read. */
const RECORDED = /^\/clip\/link_\w+ performance: \{"name":"[^"]+#clm_\w+","entryType":"navigation"/;
/** What a reload needs: the client token, and not the code. */
const KEPT = /^\/clip\/link_\w+ sessionStorage: (?!.*clm_)/;

export class HostedPage {
  link!: CreatedLink;

  constructor(
    readonly page: Page,
    private readonly connect: Connect,
  ) {}

  async make(fields?: Record<string, unknown>): Promise<void> {
    this.link = await this.connect.createLink(fields);
  }

  /** Makes a link and opens its page. */
  async open(fields?: Record<string, unknown>): Promise<void> {
    await this.make(fields);
    await this.page.goto(this.link.appClipUrl!);
  }

  async login(username: string, password = 'pass_good'): Promise<void> {
    await this.page.locator('#username').fill(username);
    await this.page.locator('#password').fill(password);
    await this.page.locator('[type=submit]').click();
  }

  async enterCode(code = '123456'): Promise<void> {
    await this.page.getByLabel('One-time code').fill(code);
    await this.press('Verify');
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async says(heading: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
  }

  /** Opens the page of the same link in another tab. */
  async openElsewhere(): Promise<Page> {
    const other = await this.page.context().newPage();
    await other.goto(this.link.appClipUrl!);
    return other;
  }

  /** Waits until the automation is at work, and ends its step. */
  async endStep(): Promise<void> {
    await this.says('Reading your T-Mobile account');
    await this.connect.endStep();
  }

  /** Ends one step after the other until the link is complete. */
  async finish(): Promise<void> {
    await expect(async () => {
      await this.connect.endStep();
      expect((await this.connect.link(this.link.linkId)).status).toBe('complete');
    }).toPass();
  }

  /** A call of the sandbox, such as `links/…/expire`. */
  async sandbox(path: string, body: object = {}): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.connect.address}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.ok, path).toBe(true);
  }

  /** Answers the page with another `returnUrl` than the service would have taken. */
  async replaceReturnUrl(returnUrl: unknown): Promise<void> {
    await this.page.route('**/clip/*/request', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), returnUrl } });
    });
  }

  /** What the tab has stored. */
  async stored(): Promise<Record<string, string>> {
    return this.page.evaluate(() => ({ ...sessionStorage, ...localStorage }));
  }
}

export const LOOKS = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1200, height: 800 } },
};

/** Makes the pauses between tries as short as they may be. */
export const hasten = (page: Page) => page.addInitScript(() => void (Math.random = () => 0));

export const test = base.extend<{ hosted: HostedPage; ownHosted: HostedPage }>({
  hosted: async ({ page, connect, witness }, use) => {
    witness.allowSecret(OPENED, RECORDED, KEPT);
    await use(new HostedPage(page, connect));
  },
  /** At a service of this test alone, whose steps end when the test says so. */
  ownHosted: async ({ page, ownConnect, witness }, use) => {
    witness.allowSecret(OPENED, RECORDED, KEPT);
    await use(new HostedPage(page, ownConnect));
    // Before the service stops, which the page would notice.
    await witness.look();
    await page.goto('about:blank');
  },
});

export { expect } from '@playwright/test';
