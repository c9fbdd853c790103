// The modal as a person meets it: found by its texts and roles, not by its structure.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** In milliseconds of the page's time, from when the dialog appears. */
const PRESS_COUNTS_AFTER_MS = 500;

export class Modal {
  readonly dialog: Locator;
  readonly frame: FrameLocator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog');
    this.frame = this.dialog.frameLocator('iframe');
  }

  /** Fills in the provider's login form, once it is there, and sends it. */
  async login(username: string, password = 'pass_good'): Promise<void> {
    await this.frame.getByLabel('Username').fill(username);
    await this.frame.getByLabel('Password', { exact: true }).fill(password);
    await this.frame.getByRole('button', { name: 'Sign in' }).click();
  }

  /**
   * Presses beside the dialog, which is there already, as soon as that counts: before, it is the second half of a double click
   * on what opened it.
   */
  async pressBeside(): Promise<void> {
    const seen = await this.page.evaluate(() => performance.now());
    await expect.poll(() => this.page.evaluate(() => performance.now()), { intervals: [50] }).toBeGreaterThan(seen + PRESS_COUNTS_AFTER_MS);
    await this.page.mouse.click(2, 2);
  }

  /**
   * Presses Escape in a frame that goes away with the modal: the browser may then never say that the key has arrived, so
   * that is not waited for.
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

  /** The modal is gone from the page, and the page has its focus and scrolling back. */
  async expectGone(): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
    await expect(this.page.locator('iframe')).toHaveCount(0);
    await expect(this.page.locator('html')).not.toHaveCSS('overflow', 'hidden');
  }
}
