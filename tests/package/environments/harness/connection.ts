// A person's whole connection, on the page of any environment.

import { test as base, expect } from '../../../harness/test.ts';
import { answerAsBackend } from './backend.ts';

interface Connection {
  /** Opens the page and waits until its script runs. */
  open(address: string): Promise<void>;
  /** Goes from the click to the ending, on which the page and the service must agree. */
  complete(): Promise<void>;
}

export const test = base.extend<{ connection: Connection }>({
  connection: async ({ page, modal, connect, witness }, use) => {
    // Lit says so in every page of a development server, and Angular where that server renders nothing.
    witness.allow(/^console\.warning: (Lit is in dev mode|NG0505: Angular hydration was requested)/);
    const links = await answerAsBackend(page, connect);
    await use({
      async open(address) {
        await page.goto(address);
        await expect(page.getByText('status: idle')).toBeVisible();
        await expect(page.getByRole('button', { name: 'Connect' })).toBeEnabled();
      },
      async complete() {
        await page.getByRole('button', { name: 'Connect' }).click();
        await modal.login('user_good');
        await expect(page.getByText('status: complete')).toBeVisible();
        await modal.expectGone();
        await expect(page.getByRole('list', { name: 'Log' }).getByRole('listitem')).toHaveText(['complete']);
        expect(links).toHaveLength(1);
        expect((await connect.link(links[0]!.linkId)).status).toBe('complete');
        expect(witness.claims).toBe(1);
      },
    });
  },
});

export { expect };
