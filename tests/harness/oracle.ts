// The oracle: judges a page of the lab when a test is over, whatever the test did and whatever drives the page.

import { expect } from '@playwright/test';
import type { Host } from './host.ts';

/** The names of the three endings, by outcome. */
export const ENDINGS = { complete: 'onConnectionComplete', error: 'onConnectionError', closed: 'onClose' } as const;

/** Poll intervals for something that happens within milliseconds. */
export const SOON = { intervals: [10, 20, 50, 100] };

/** What the oracle needs of the service behind the page. */
export interface Behind {
  readonly address: string;
  /** How many requests are under way. */
  readonly pending: number;
}

/** What it needs of the page: that of Playwright, or one that a WebDriver drives. */
export interface Judged {
  evaluate<T>(script: (() => T | Promise<T>) | string): Promise<T>;
  url(): string | Promise<string>;
}

export class Oracle<S extends Behind, P extends Judged> {
  /** Requests of the page and its frames that have neither ended nor failed, where the driver hears of them. */
  readonly underWay = new Set<unknown>();
  /** The id of the element that has the focus while no session is open. */
  home = 'opener';
  protected before: Counts | undefined;

  constructor(
    readonly page: P,
    readonly service: S,
    readonly host: Host,
  ) {}

  counts(): Promise<Counts> {
    return this.page.evaluate(() => counts.now());
  }

  /** Checks that nothing of any session is left: no node, listener, timer, history entry, request or stored key; and that the focus is back. */
  async expectNothingLeft(): Promise<void> {
    expect(besideGoingBack(await this.counts())).toEqual(besideGoingBack(this.before!));
    await expect.poll(() => this.counts(), { message: 'the browser has gone back', ...SOON }).toEqual(this.before);
    await expect.poll(() => this.service.pending, { message: 'requests at the service', ...SOON }).toBe(0);
    await expect.poll(() => this.underWay.size, { message: 'requests of the page', ...SOON }).toBe(0);
    expect(await this.page.evaluate(() => document.activeElement?.id)).toBe(this.home);
    const styles = await this.page.evaluate(() => [document.documentElement, document.body].map((each) => each.getAttribute('style')));
    expect(styles).toEqual([null, null]);
    const stored = () => {
      try {
        return sessionStorage.length;
      } catch {
        // A sandboxed page has no storage.
        return 0;
      }
    };
    expect(await this.page.evaluate(stored)).toBe(0);
  }

  /** The oracle: runs after each test whose page is still there. */
  async judge(): Promise<void> {
    // A test that leaves the page judges it itself.
    if (!(await this.page.url()).startsWith(this.host.address)) return;
    const sessions = await this.page.evaluate(async () => {
      passage.close();
      await Promise.all(calls.handles.map(({ result }) => result));
      return calls.sessions();
    });
    for (const told of sessions) {
      const endings = told.filter(({ name }) => Object.values<string>(ENDINGS).includes(name));
      const results = told.filter(({ name }) => name === 'result');
      expect(endings, 'exactly one ending').toHaveLength(1);
      expect(told.filter(({ name }) => name === 'rejected')).toEqual([]);
      const outcome = results[0]?.value.outcome as keyof typeof ENDINGS;
      expect(endings[0]!.name, 'the result says the same').toBe(ENDINGS[outcome]);
      const { outcome: _, linkId: __, ...details } = results[0]!.value;
      expect(endings[0]!.value, 'the callback has the details').toEqual(outcome === 'complete' ? undefined : (details.error ?? details));
      const after = told.slice(told.indexOf(endings[0]!) + 1);
      expect(
        after.filter(({ name }) => name !== 'result'),
        'no callback after the ending',
      ).toEqual([]);
      const events = told.filter(({ name }) => name === 'onEvent').map(({ value }) => value.type as string);
      expect(events.filter((type) => type === 'ended')).toHaveLength(1);
      expect(events.at(-1), 'the last event').toBe('ended');
    }
    await this.expectNothingLeft();
  }
}

/**
 * The counts without the two listeners and the timer that stay until the browser has gone back from the dialog's history entry.
 */
function besideGoingBack({ history: _, listeners, timers, ...rest }: Counts): object {
  const ofGoingBack = ['Window popstate', 'Navigation navigate'];
  return { ...rest, listeners: listeners.filter((name) => !ofGoingBack.includes(name)), timers: timers.filter((ms) => ms !== 1_000) };
}
