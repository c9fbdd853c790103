// The modal as a person meets it: by what it says, not by how it is built.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

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
   * Presses Escape in a frame that goes away with the modal: the browser may then never say that the key has arrived, so
   * that is not waited for.
   */
  escapeInFrame(): void {
    this.page.keyboard.press('Escape').catch(() => undefined);
  }

  /**
   * Acts until no dialog is left, when a frame with the focus has just gone. The page knows of that before the browser's own
   * process does, which sends a key or a click that comes in between to where nobody is; a person would do it once more.
   */
  async untilGone(act: () => Promise<unknown>): Promise<void> {
    await expect(async () => {
      if ((await this.dialog.count()) > 0) act().catch(() => undefined);
      await expect(this.dialog).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
  }

  /** Nothing of it is left in the page, and focus and scrolling are the host's again. */
  async expectGone(): Promise<void> {
    await expect(this.dialog).toHaveCount(0);
    await expect(this.page.locator('iframe')).toHaveCount(0);
    await expect(this.page.locator('html')).not.toHaveCSS('overflow', 'hidden');
  }
}
