// Watches a page during a test and judges it after: nothing may have gone wrong unseen, and no secret may be anywhere
// but in the memory of the SDK and of the frame.

import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** Any claim code, known or not. The service's database ids (`lnk_`, `ses_`) are no secrets. */
const CLAIM_CODE = /clm_[A-Za-z0-9_-]+/;

export class Witness {
  private readonly wrong: string[] = [];
  private readonly seen: string[] = [];
  private readonly tokens = new Set<string>();
  private readonly allowed: RegExp[] = [];
  private claimed = 0;

  constructor(private readonly page: Page) {
    page.on('pageerror', (error) => this.wrong.push(`unhandled: ${error.message}`));
    page.on('console', (message) => {
      const { url } = message.location();
      this.seen.push(`console: ${message.text()} ${url}`);
      if (message.type() === 'error' || message.type() === 'warning') {
        this.wrong.push(`console.${message.type()}: ${message.text()} (${url})`);
      }
    });
    page.on('request', (request) => {
      const { referer, authorization } = request.headers();
      this.seen.push(`request: ${request.url()}`, `referer: ${referer ?? ''}`);
      // The frame's calls carry the client token. Read here, since the body of the claim's answer, which carries it
      // too, is sometimes gone before a test can ask the browser for it.
      const token = /\/clip\//.test(request.url()) && authorization?.replace('Bearer ', '');
      if (token) this.tokens.add(token);
    });
    page.on('response', (response) => {
      if (response.url().endsWith('/link/claim') && response.request().method() === 'POST' && response.ok()) this.claimed += 1;
    });
  }

  /** Errors that this very test provokes. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** To be called after each test. */
  async judge(): Promise<void> {
    for (const frame of this.page.frames()) {
      // A frame may be gone by the time it is asked.
      const left = await frame.evaluate(traces).catch(() => []);
      this.seen.push(...left.map((trace) => `${new URL(frame.url(), 'about:blank').pathname} ${trace}`));
    }
    for (const cookie of await this.page.context().cookies()) this.seen.push(`cookie: ${cookie.name}=${cookie.value}`);

    const unexpected = this.wrong.filter((entry) => !this.allowed.some((pattern) => pattern.test(entry)));
    expect(unexpected, 'errors that nobody handled').toEqual([]);
    const secret = (entry: string) => CLAIM_CODE.test(entry) || [...this.tokens].some((token) => entry.includes(token));
    expect(this.seen.filter(secret), 'a claim code or client token came to light').toEqual([]);
  }

  /** How many claims the service has granted. */
  get claims(): number {
    return this.claimed;
  }

  /** How many client tokens it knows and looks for. */
  get knownTokens(): number {
    return this.tokens.size;
  }
}

/** Runs in the page: everything of it that another script, an extension or a screenshot could read. */
function traces(): string[] {
  const found: string[] = [`location: ${location.href}`, `name: ${window.name}`, `state: ${JSON.stringify(history.state)}`];
  const walk = (root: Document | ShadowRoot): void => {
    found.push(`dom: ${root instanceof Document ? root.documentElement.outerHTML : root.innerHTML}`);
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLInputElement) found.push(`value: ${element.value}`);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  for (const entry of performance.getEntries()) found.push(`performance: ${JSON.stringify(entry)}`);
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      found.push(`${kind}: ${JSON.stringify({ ...window[kind] })}`);
    } catch {
      // Denied across sites: then nothing can be in it.
    }
  }
  return found;
}
