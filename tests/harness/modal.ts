// The modal as a person finds it: by its texts and roles, not by its structure.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { ROLES, type Way } from './ways.ts';

/** How long after the dialog has appeared a press on the backdrop counts, in milliseconds of the page's time. */
const PRESS_COUNTS_AFTER_MS = 500;

export class Modal {
  /** The dialog or, in a container, the region in its place. */
  readonly dialog: Locator;
  readonly frame: FrameLocator;

  constructor(
    private readonly page: Page,
    readonly way: Way = 'modal',
  ) {
    this.dialog = page.getByRole(ROLES[way]);
    this.frame = this.dialog.frameLocator('iframe');
  }

  /** Fills in the provider's login form, once it is there, and sends it. */
  async login(username: string, password = 'pass_good'): Promise<void> {
    await this.frame.getByLabel('Username').fill(username);
    await this.frame.getByLabel('Password', { exact: true }).fill(password);
    await this.frame.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Closes the failure that the frame shows; the page is told only then, or when it was there long enough to be read. */
  async readFailure(): Promise<void> {
    await this.frame.locator('.verdict').waitFor();
    await this.frame.getByRole('button', { name: 'Close' }).click();
  }

  /**
   * Presses on the backdrop of the open dialog as soon as such a press counts. An earlier press is taken for the second half of a double
   * click on the opener.
   */
  async pressBeside(): Promise<void> {
    const seen = await this.page.evaluate(() => performance.now());
    await expect.poll(() => this.page.evaluate(() => performance.now()), { intervals: [50] }).toBeGreaterThan(seen + PRESS_COUNTS_AFTER_MS);
    await this.page.mouse.click(2, 2);
  }

  /** Presses what asks whether to close: beside the dialog or, since there is the page beside a region, its close button. */
  async pressToClose(): Promise<void> {
    if (ROLES[this.way] === 'dialog') await this.pressBeside();
    else await this.dialog.getByRole('button', { name: 'Close', exact: true }).click();
  }

  /**
   * Presses Escape in a frame that disappears with the modal. The browser may then never report that the key has arrived, so this does
   * not wait for it.
   */
  escapeInFrame(): void {
    this.page.keyboard.press('Escape').catch(() => undefined);
  }

  /**
   * Waits until the browser process has removed the frame. The page sees it removed earlier, and until then keys and clicks still go to
   * the frame.
   */
  async frameLetGo(): Promise<void> {
    const browser = await this.page.context().browser()!.newBrowserCDPSession();
    const frames = async () => (await browser.send('Target.getTargets')).targetInfos.filter(({ type }) => type === 'iframe');
    await expect.poll(frames).toEqual([]);
    await browser.detach();
  }

  /** Checks that the modal is gone, and that the page has its focus and its scrolling back. */
  async expectGone(): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
    await expect(this.page.locator('iframe')).toHaveCount(0);
    await expect(this.page.locator('html')).not.toHaveCSS('overflow', 'hidden');
  }
}
