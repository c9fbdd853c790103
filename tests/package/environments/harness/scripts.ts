// Counts the scripts that a page loads, and measures them as a host that compresses with brotli would send them.

import { brotliCompressSync } from 'node:zlib';
import type { Page, Response } from '@playwright/test';

export interface Loaded {
  requests: number;
  /** The sum of the scripts, each compressed by brotli at its best quality. */
  brotliBytes: number;
}

export class Scripts {
  private readonly responses: Response[] = [];

  /** The page's own scripts; those of the frame belong to the service. */
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

  /** The addresses of the scripts that contain `mark`. */
  async holding(mark: string): Promise<string[]> {
    return (await this.bodies()).filter(({ body }) => body.includes(mark)).map(({ url }) => url);
  }

  private bodies(): Promise<{ url: string; body: Buffer }[]> {
    return Promise.all(this.responses.map(async (response) => ({ url: response.url(), body: await response.body() })));
  }
}
