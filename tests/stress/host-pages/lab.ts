// The lab in a page whose scripts may have broken its globals: what a row can ask of it, whatever drives the page.

import { expect } from '@playwright/test';
import type { Evaluate } from '../../harness/own-connection.ts';
import { type Judged, Oracle, SOON } from '../../harness/oracle.ts';
import type { PageCode, ServiceOf } from './row.ts';
import { hindrance } from './usable.ts';

/** What can be observed of the session. */
export interface Told {
  events: string[];
  /** The result of the last call, or the error that it threw. */
  ending: { outcome: string; error?: { code: string; error: string } } | null;
}

export abstract class HostLab<P extends Judged = Judged> extends Oracle<ServiceOf, P> {
  /** Runs code in the host page. */
  protected abstract readonly evaluate: Evaluate;
  /** Runs code that, where the driver can do so, sees the document without the page's changes to the classes of the DOM. */
  protected abstract readonly look: Evaluate;

  /** Presses an element as a person does; the selector finds it in shadow roots, too. */
  abstract press(selector: string, how?: 'double click'): Promise<void>;

  /** Presses Enter on the page's button. */
  abstract enter(): Promise<void>;

  /** Runs a row's code in the page. */
  async run(code: PageCode): Promise<void> {
    await this.evaluate(typeof code === 'string' ? code : `(async () => void (await (${code.toString()})()))()`);
  }

  /** The callbacks so far. */
  async soFar(): Promise<Told> {
    return (await this.evaluate(`(() => {
      const events = [];
      let ending = null;
      for (let at = 0; at < calls.log.length; at += 1) {
        const { call, name, value } = calls.log[at];
        if (name === 'onEvent') events[events.length] = value.type;
        if (name === 'result' && call === calls.handles.length) ending = value;
      }
      const { thrown } = oracle;
      if (thrown) ending = { outcome: 'error', error: { code: thrown.code ?? thrown.message, error: thrown.message } };
      return { events, ending };
    })()`)) as Told;
  }

  /** Waits until `done`, or until the session has ended. */
  async until(what: string, done: (told: Told) => boolean): Promise<Told> {
    let told = await this.soFar();
    const wait = async () => {
      told = await this.soFar();
      return done(told) || told.ending !== null;
    };
    await expect.poll(wait, { message: what, timeout: 20_000, ...SOON }).toBe(true);
    if (!done(told)) throw new Error(`${what}: never, it has ended: ${JSON.stringify(told.ending)}`);
    return told;
  }

  /** Waits until a person can use the modal; the browser decides when it computes the layout. */
  async expectUsable(): Promise<void> {
    await expect.poll(() => this.look(hindrance), { message: 'what keeps a person from the modal', ...SOON }).toBe('');
  }

  /** Waits until the page's button has the focus. */
  async expectOpenerFocused(): Promise<void> {
    const focused = () => this.evaluate('document.activeElement?.id');
    await expect.poll(focused, { message: 'what has the focus', ...SOON }).toBe('opener');
  }
}
