// `test` with a page in a browser that no test driver holds.

import type { Connect } from './connect.ts';
import { expect, labHost, test as base } from './lab.ts';
import { Browser, type Tab } from './tab.ts';

export const test = base.extend<{ alone: Alone }, { browserAlone: Browser }>({
  browserAlone: [
    async ({}, use) => {
      const browser = await Browser.start(process.env['CHROME_PATH']!);
      await use(browser);
      await browser.stop();
    },
    { scope: 'worker' },
  ],
  alone: async ({ serve, browserAlone, ownConnect }, use) => {
    const host = await serve(labHost(ownConnect));
    const tab = await browserAlone.open(`${host.address}/`);
    await use(new Alone(tab, ownConnect));
    await tab.close();
  },
});

/** The lab's page with a session at the real service, and the person in its frame. */
export class Alone {
  constructor(
    readonly tab: Tab,
    readonly connect: Connect,
  ) {}

  async open(claimCode: string): Promise<void> {
    await expect.poll(() => this.tab.run('document.documentElement.dataset.ready')).toBe('');
    await this.tab.run(`void calls.open({ claimCode: ${JSON.stringify(claimCode)} })`);
  }

  /** Waits until an expression is true in the frame. */
  async shows(expression: string): Promise<void> {
    await expect.poll(() => this.tab.runInFrame('/clip/', `Boolean(${expression})`), expression).toBe(true);
  }

  async login(username: string, password = 'pass_good'): Promise<void> {
    await this.shows("document.querySelector('#username')");
    await this.tab.runInFrame(
      '/clip/',
      `for (const [id, value] of [['username', ${JSON.stringify(username)}], ['password', ${JSON.stringify(password)}]]) {
        const field = document.getElementById(id);
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      document.querySelector('form').requestSubmit();`,
    );
    await this.shows(step('Signing in'));
    await this.connect.endStep();
  }
}

/** Whether the automation is at the step with this text, as an expression in the frame. */
export const step = (text: string) => `document.querySelector('[aria-current=step]')?.textContent === '${text}'`;

export { expect };
