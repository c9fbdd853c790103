// The lab in any engine: its page with sessions, and the oracle.

import { expect } from '@playwright/test';
import type { CreatedLink } from '../harness/connect.ts';
import { type Behind, Oracle, SOON } from '../harness/oracle.ts';
import { isSecret, isUnused, traces } from '../harness/traces.ts';
import type { Find, Tab } from './driver.ts';

export const OPENER: Find = { css: '#opener' };
export const CLOSE: Find = { css: '#close' };
/** Without `:has()`, which the oldest browsers lack. */
export const DIALOG: Find = { css: "dialog[tabindex='-1']" };
export const FRAME: Find = { css: 'iframe' };

/** How long anything may take that takes no time by itself: a busy machine with several browsers. */
const WITHIN = { timeout: 20_000, ...SOON };

/** A page on this machine, on another site than the lab's. */
export const landing = ({ host }: Pick<EngineLab, 'host'>) => `${host.address.replace('localhost', '127.0.0.1')}/landing.html`;

export class EngineLab extends Oracle<Behind, Tab> {
  private readonly allowed: RegExp[] = [];

  /** Allows the errors that this behaviour provokes. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  /** Loads the page and counts what is in it before the first session. */
  async visit(path = '/'): Promise<void> {
    await this.page.open(this.host.address + path);
    await this.loaded();
    this.before = await this.counts();
  }

  /** Waits until the page is loaded, after a reload for instance. */
  async loaded(): Promise<void> {
    await this.comes('the page', () => this.page.evaluate("document.documentElement.dataset.ready === ''"), true);
    await this.page.evaluate("document.getElementById('opener').focus()");
  }

  /** Opens a session as a person does, by pressing the page's button. `options` is the source of an object. */
  async open(claimCode = 'clm_1', options = '{}'): Promise<void> {
    await this.page.evaluate(`void (document.getElementById('opener').onclick = () => {
      document.getElementById('opener').onclick = null;
      calls.open({ claimCode: ${JSON.stringify(claimCode)}, ...(${options}) });
    })`);
    await this.page.press(OPENER);
    await this.comes('the dialog', async () => (await this.page.look(DIALOG)).length, 1);
  }

  /** Opens a session, and waits until the frame has got its `init` and is shown. */
  async openUntilLive(claimCode?: string, options?: string): Promise<void> {
    await this.open(claimCode, options);
    await this.live();
  }

  async live(): Promise<void> {
    await this.told('frameReady');
    await this.comes('the frame', async () => (await this.page.look(FRAME)).length, 1);
  }

  /** Opens a session for a link of the real service. */
  async connect({ claimCode }: CreatedLink, options?: string): Promise<void> {
    await this.openUntilLive(claimCode, options);
  }

  /** Waits for the end of the call with this number, and returns its result. */
  async ended(call = 1): Promise<any> {
    return this.page.evaluate((call) => calls.handles[call - 1]!.result, call);
  }

  /** Waits until an event of this type was told, or that many of them. */
  async told(type: string, times = 1): Promise<void> {
    const count = () => this.page.evaluate((type) => calls.log.filter(({ value }) => value?.type === type).length, type);
    await expect.poll(count, { message: `events: ${type}`, ...WITHIN }).toBeGreaterThanOrEqual(times);
  }

  /** The types of all events of a call. */
  async events(call = 1): Promise<string[]> {
    return this.page.evaluate(
      (call) => calls.log.filter((entry) => entry.call === call && entry.name === 'onEvent').map(({ value }) => value.type as string),
      call,
    );
  }

  /** Waits until something is as expected. */
  async comes<T>(what: string, look: () => Promise<T> | T, expected: T): Promise<void> {
    // While one page takes the place of another, the driver has none to look into.
    const looks = async () => {
      try {
        return await look();
      } catch (error) {
        return `${error}`;
      }
    };
    await expect.poll(looks, { message: what, ...WITHIN }).toEqual(expected);
  }

  /** Waits until an element that a person can find is there, and returns how it is. */
  async sees(what: Find): Promise<Awaited<ReturnType<Tab['look']>>[number]> {
    await this.comes(JSON.stringify(what), async () => (await this.page.look(what)).length > 0, true);
    return (await this.page.look(what))[0]!;
  }

  /** Waits until the page has no timer but those of before, of which the driver may have one itself. */
  async rests(): Promise<void> {
    await this.comes('timers', async () => (await this.counts()).timers, this.before!.timers);
  }

  /** Waits until there is no modal. */
  async gone(): Promise<void> {
    await this.comes('the modal', async () => (await this.page.look({ css: 'dialog, iframe' })).length, 0);
  }

  /** Does something in the modal's frame. */
  inFrame<T>(does: () => Promise<T>): Promise<T> {
    return this.page.inFrame(FRAME, does);
  }

  /** Types into a field, in place of what is in it. */
  async fill(field: Find, text: string): Promise<void> {
    await this.page.press(field);
    await this.page.evaluate('document.activeElement.select()');
    await this.page.keys(...text);
    await this.comes('what is typed', async () => (await this.sees(field)).value, text);
  }

  /** Signs in at the provider, in the service's page. */
  async login(username: string, password = 'pass_good'): Promise<void> {
    await this.sees({ css: '#username' });
    await this.fill({ css: '#username' }, username);
    await this.fill({ css: '#password' }, password);
    await this.page.press({ button: 'Sign in' });
  }

  /** Closes the failure that the frame shows, unless it was there long enough to be read and has closed by itself. */
  async readFailure(): Promise<void> {
    await this.page.press({ css: '.button-primary' }).catch(() => undefined);
  }

  override async judge(): Promise<void> {
    await super.judge();
    if (!(await this.page.url()).startsWith(this.host.address)) return;
    const trace = await this.page.evaluate(traces);
    expect(trace.filter(isSecret), 'a claim code or client token was exposed').toEqual([]);
    expect(trace.filter(isUnused), 'something was stored').toEqual([]);
    const wrong = await this.page.evaluate<string[]>('globalThis.wrong ?? []');
    const unexpected = wrong.filter((entry) => !this.allowed.some((pattern) => pattern.test(entry)));
    expect(unexpected, 'errors that nobody handled').toEqual([]);
  }
}
