// The console messages and errors of a page during a visit. Only the browser's own messages about failed requests are allowed.

import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** The browser reports every request that is refused or broken, and every answer that another origin may not read. */
const EXPECTED = /^Failed to load resource: |blocked by CORS policy|chrome-error:/;

const SECRET = /clm_[A-Za-z0-9_-]+|\bct_[0-9a-f]{32}/;

export class Complaints {
  private readonly wrong: string[] = [];

  constructor(page: Page) {
    page.on('pageerror', (error) => this.note(`unhandled: ${error.message}`));
    page.on('crash', () => this.note('the page crashed'));
    page.on('console', (message) => {
      const text = message.text();
      const { url } = message.location();
      if (SECRET.test(text) || SECRET.test(url)) this.note('a secret in the console');
      if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(text)) this.note(`console.${message.type()}: ${text} (${url})`);
    });
    page.on('request', (request) => {
      if (SECRET.test(request.url())) this.note('a secret in an address');
    });
  }

  judge(): void {
    expect(this.wrong.splice(0), 'errors that nobody handled').toEqual([]);
  }

  private note(what: string): void {
    // An unhandled error of the package may occur thousands of times.
    if (this.wrong.length < 20) this.wrong.push(what);
  }
}
