// Answers the two calls of an integrator's backend, for pages of any origin, because not every tool's server can forward calls.

import type { Page } from '@playwright/test';
import type { Connect, CreatedLink } from '../../../harness/connect.ts';

/** Every link that the page has requested, in order. */
export async function answerAsBackend(page: Page, connect: Connect): Promise<CreatedLink[]> {
  const links: CreatedLink[] = [];
  await page.route('**/api/config', (route) => route.fulfill({ json: { connectUrl: connect.address } }));
  await page.route('**/api/links', async (route) => {
    const link = await connect.createLink();
    links.push(link);
    await route.fulfill({ json: link });
  });
  return links;
}
