// Watches a page, and the windows that it opens, during a test, and judges them afterwards: there may be no unexpected error, and no
// secret outside of the memory of the SDK and of the frame.

import type { Page, Request } from '@playwright/test';
import { expect } from '@playwright/test';
import { isSecret, isUnused, traces } from './traces.ts';

export class Witness {
  private readonly wrong: string[] = [];
  private readonly seen: string[] = [];
  /** The reads that have not finished. */
  private readonly reading: Promise<void>[] = [];
  private readonly pages: Page[] = [];
  private readonly tokens = new Set<string>();
  private readonly allowed: RegExp[] = [];
  private readonly allowedSecrets: RegExp[] = [];
  private claimed = 0;

  constructor(page: Page) {
    this.watch(page);
  }

  /** Allows the errors that this test provokes. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** Allows a secret in these entries, where a page holds it on purpose. */
  allowSecret(...patterns: RegExp[]): void {
    this.allowedSecrets.push(...patterns);
  }

  /**
   * Collects and returns everything that can be read in the pages now. `judge` does so at the end of each test.
   */
  async look(): Promise<string[]> {
    const there: string[] = [];
    for (const page of this.pages) {
      for (const frame of page.frames()) {
        const left = await frame.evaluate(traces).catch((error: Error) => {
          // The frame may be gone or navigating. Any other error means that something was not read, so it must not be hidden.
          if (frame.isDetached() || /closed|crashed|detached|destroyed|navigat/i.test(error.message)) return [];
          throw error;
        });
        there.push(...left.map((trace) => `${new URL(frame.url(), 'about:blank').pathname} ${trace}`));
      }
    }
    for (const cookie of (await this.pages[0]?.context().cookies()) ?? []) there.push(`cookie: ${cookie.name}=${cookie.value}`);
    this.seen.push(...there);
    return there;
  }

  /** Call this after each test. */
  async judge(): Promise<void> {
    await this.look();
    await Promise.all(this.reading);
    const unexpected = this.wrong.filter((entry) => !this.allowed.some((pattern) => pattern.test(entry)));
    expect(unexpected, 'errors that nobody handled').toEqual([]);
    const secret = (entry: string) => isSecret(entry) || [...this.tokens].some((token) => entry.includes(token));
    const exposed = this.seen.filter((entry) => secret(entry) && !this.allowedSecrets.some((pattern) => pattern.test(entry)));
    expect(exposed, 'a claim code or client token was exposed').toEqual([]);
    expect(this.seen.filter(isUnused), 'something was stored').toEqual([]);
  }

  /** How many claims the service has granted. */
  get claims(): number {
    return this.claimed;
  }

  /** How many client tokens it knows and looks for. */
  get knownTokens(): number {
    return this.tokens.size;
  }

  private watch(page: Page): void {
    this.pages.push(page);
    page.on('popup', (popup) => this.watch(popup));
    page.on('pageerror', (error) => {
      this.wrong.push(`unhandled: ${error.message}`);
      this.seen.push(`error: ${error.message} ${error.stack}`);
    });
    page.on('console', (message) => {
      const { url } = message.location();
      this.seen.push(`console: ${message.text()} ${url}`);
      // The message's text shows only one level of an object.
      for (const value of message.args()) {
        const read = value.jsonValue().then((value) => void this.seen.push(`console: ${JSON.stringify(value)}`));
        // A value that is not JSON, or is gone with its page, was read as text.
        this.reading.push(read.catch(() => undefined));
      }
      if (message.type() === 'error' || message.type() === 'warning') {
        this.wrong.push(`console.${message.type()}: ${message.text()} (${url})`);
      }
    });
    page.on('framenavigated', (frame) => this.seen.push(`navigated: ${frame.url()}`));
    page.on('request', (request) => this.note(request));
    page.on('response', (response) => {
      if (response.url().endsWith('/link/claim') && response.request().method() === 'POST' && response.ok()) this.claimed += 1;
    });
  }

  /** Records a request. A claim code may be sent in three places, a hand-over code and a token in one; anywhere else it has leaked. */
  private note(request: Request): void {
    const { referer = '', authorization = '' } = request.headers();
    const url = request.url();
    this.seen.push(`request: ${url}`, `referer: ${referer}`);
    if (/\/clip\//.test(url)) {
      // The token is read from the frame's calls, because the browser sometimes drops the body of the claim's answer, which also
      // contains it, before a test can read it.
      const token = authorization.replace('Bearer ', '');
      if (token) this.tokens.add(token);
    } else if (!/\/link\/(status|cancel)$/.test(url)) {
      this.seen.push(`authorization for ${url}: ${authorization}`);
    }
    if (!/\/(link\/claim|redeem)$/.test(url)) this.seen.push(`body for ${url}: ${request.postData() ?? ''}`);
  }
}
