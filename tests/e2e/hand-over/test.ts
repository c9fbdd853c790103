// `test` with a computer and phones: pages of different browsers' worth of state, at one service of the test alone.

import type { Browser, BrowserContext, FrameLocator, Locator, Page } from '@playwright/test';
import jsQR from 'jsqr';
import type { Connect, CreatedLink } from '../../harness/connect.ts';
import type { Host } from '../../harness/host.ts';
import { labHost } from '../../harness/lab.ts';
import { Modal } from '../../harness/modal.ts';
import { expect, test as base } from '../../harness/test.ts';
import { Witness } from '../../harness/witness.ts';

/** A phone as its browser shows pages: touch, and 390 px wide. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Where the secrets of a hand-over may be: in the field that shows the address, and at the phone that opened it. */
const SHOWN = /^\/clip\/ses_\w+ value: \S+\/clip\/ses_\w+#hnd_\w+$/;
const OPENED = /^(navigated|request): http\S+\/clip\/ses_\w+#hnd_\w+$/;
const RECORDED = /^\/clip\/ses_\w+ performance: \{"name":"[^"]+#hnd_\w+","entryType":"navigation"/;
const KEPT = /^\/clip\/ses_\w+ sessionStorage: (?!.*hnd_)/;

export const TITLES = {
  login: 'Sign in to T-Mobile',
  code: 'Enter the code you received',
  working: 'Reading your T-Mobile account',
  complete: 'T-Mobile is connected',
  offered: 'Continue on your phone',
  away: 'Continues on your phone',
  back: 'This goes on at your computer',
  over: 'This code no longer works',
  ended: 'This connection has expired',
} as const;

/** What both devices show: the service's page, in the modal's frame or by itself. */
export class Device {
  constructor(
    readonly page: Page,
    readonly clip: FrameLocator | Page,
  ) {}

  async says(title: keyof typeof TITLES): Promise<void> {
    await expect(this.clip.getByRole('heading', { name: TITLES[title], level: 1 })).toBeVisible();
  }

  button(name: string): Locator {
    return this.clip.getByRole('button', { name, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  async login(username = 'user_good', password = 'pass_good'): Promise<void> {
    await this.clip.getByLabel('Username').fill(username);
    await this.clip.getByLabel('Password', { exact: true }).fill(password);
    await this.press('Sign in');
  }

  async enterCode(code = '123456'): Promise<void> {
    await this.clip.getByLabel('One-time code').fill(code);
    await this.press('Verify');
  }
}

/** The computer: a page of the integrator with the modal in it. */
export class Computer extends Device {
  link!: CreatedLink;

  constructor(
    page: Page,
    private readonly host: Host,
    readonly connect: Connect,
    private readonly locale?: string,
  ) {
    super(page, new Modal(page).frame);
  }

  /** Opens the modal for a new link. */
  async open(fields?: Record<string, unknown>): Promise<void> {
    this.link = await this.connect.createLink(fields);
    await this.openAgain();
  }

  /** Loads the page, and opens the modal for the same link. */
  async openAgain(): Promise<void> {
    await this.page.goto(this.host.address);
    await expect(this.page.locator('html[data-ready]')).toBeAttached();
    await this.page.evaluate(
      ({ claimCode, config }) => {
        passage.configure(config);
        calls.open({ claimCode });
      },
      { claimCode: this.link.claimCode, config: { ...(this.locale && { locale: this.locale }) } },
    );
  }

  /** Shows the QR code. Returns the address below it. */
  async offer(): Promise<string> {
    await this.press('Use your phone');
    return this.address();
  }

  async address(): Promise<string> {
    await this.says('offered');
    const field = this.clip.getByLabel('Or open this address on your phone');
    // Empty until the service has made a code.
    await expect(field).toHaveValue(/#hnd_/);
    return field.inputValue();
  }

  /** What a camera reads on the screen. */
  async scan(): Promise<string | undefined> {
    const code = this.clip.getByRole('img', { name: 'QR code that opens the address below' });
    const picture = (await code.screenshot()).toString('base64');
    const decoder = await this.page.context().newPage();
    const { width, height, data } = await decoder.evaluate(async (base64) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]));
      const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
      drawing.drawImage(image, 0, 0);
      const { width, height, data } = drawing.getImageData(0, 0, image.width, image.height);
      return { width, height, data: [...data] };
    }, picture);
    await decoder.close();
    return jsQR(new Uint8ClampedArray(data), width, height)?.data;
  }

  /** The events that the page was told of, by their type. */
  async events(): Promise<string[]> {
    return this.page.evaluate(() => calls.log.flatMap(({ name, value }) => (name === 'onEvent' ? [value.type] : [])));
  }

  /** The hand-overs that the page was told of. */
  async handovers(): Promise<string[]> {
    return (await this.events()).filter((type) => type === 'handedOver' || type === 'takenBack');
  }

  async result(): Promise<unknown> {
    return this.page.evaluate(() => calls.handles.at(-1)!.result);
  }

  /** Ends one step after the other until the link is complete, and so are the modal and the page. */
  async finish(): Promise<void> {
    await expect(async () => {
      await this.connect.endStep();
      expect((await this.connect.link(this.link.linkId)).status).toBe('complete');
    }).toPass();
    expect(await this.result()).toEqual({ outcome: 'complete', linkId: this.link.linkId });
  }
}

interface Fixtures {
  computer: Computer;
  /** Opens an address on a phone; each time another one. */
  phone: (address: string) => Promise<Device>;
}

export const test = base.extend<Fixtures>({
  computer: async ({ page, locale, ownConnect, serve, witness }, use) => {
    witness.allowSecret(SHOWN);
    await use(new Computer(page, await serve(labHost(ownConnect)), ownConnect, locale));
  },
  // Asks for `computer` so that phones are judged before the service stops.
  phone: async ({ browser, locale, computer: _ }, use) => {
    const phones: { context: BrowserContext; witness: Witness }[] = [];
    await use(async (address) => {
      const { context, page } = await newPhone(browser, locale);
      const witness = new Witness(page);
      witness.allowSecret(OPENED, RECORDED, KEPT);
      // The browser reports a code that is refused, and a call of a phone that does not hold the session any more.
      witness.allow(/^console\.error: Failed to load resource: .* (404|409|410) .*\/clip\/ses_\w+\/(redeem|login|seen)\)$/);
      phones.push({ context, witness });
      await page.goto(address);
      return new Device(page, page);
    });
    for (const { context, witness } of phones) {
      await witness.judge();
      await context.close();
    }
  },
});

export async function newPhone(browser: Browser, locale?: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ ...PHONE, ...(locale && { locale }) });
  return { context, page: await context.newPage() };
}

export { expect } from '@playwright/test';
