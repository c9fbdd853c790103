// The scripts that a page loads, counted and measured as a host that compresses with brotli would send them.

import { brotliCompressSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';

export interface Loaded {
  requests: number;
  /** Every body on its own, brotli at its best quality. */
  brotliBytes: number;
}

export class Scripts {
  private readonly responses: Response[] = [];

  /** Of the page itself; the frame's are the service's. */
  constructor(page: Page) {
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script' && response.frame() === page.mainFrame()) this.responses.push(response);
    });
  }

  get requests(): number {
    return this.responses.length;
  }

  async loaded(): Promise<Loaded> {
    const bodies = await this.bodies();
    const brotliBytes = bodies.reduce((sum, { body }) => sum + brotliCompressSync(body).length, 0);
    return { requests: bodies.length, brotliBytes };
  }

  /** The addresses of those that have `mark` in them. */
  async holding(mark: string): Promise<string[]> {
    return (await this.bodies()).filter(({ body }) => body.includes(mark)).map(({ url }) => url);
  }

  private bodies(): Promise<{ url: string; body: Buffer }[]> {
    return Promise.all(this.responses.map(async (response) => ({ url: response.url(), body: await response.body() })));
  }
}
