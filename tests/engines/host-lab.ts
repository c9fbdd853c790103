// The lab in a host page of `stress/host-pages`, in any engine.

import { expect } from '@playwright/test';
import { SOON } from '../harness/oracle.ts';
import type { Evaluate } from '../harness/own-connection.ts';
import { HostLab } from '../stress/host-pages/lab.ts';
import type { PageCode } from '../stress/host-pages/row.ts';
import type { Tab } from './driver.ts';

export class EngineHostLab extends HostLab<Tab> {
  protected readonly evaluate: Evaluate = (script, value) => this.page.evaluate(script as () => unknown, value as undefined);
  /** A WebDriver has no globals of its own everywhere. */
  protected readonly look = this.evaluate;

  /** Waits for the page, or for what a frame shows, and runs what the row does before the call. */
  async loaded(code: PageCode | undefined): Promise<void> {
    const ready = () => this.page.evaluate<boolean>("document.documentElement.hasAttribute('data-ready')").catch(() => false);
    await expect.poll(ready, { message: 'the host page', ...SOON }).toBe(true);
    if (code) await this.run(code);
    this.before = await this.counts();
  }

  /** The code of a row may be statements, of which the last may be a promise. A policy of the page may forbid `eval`. */
  override async run(code: PageCode): Promise<void> {
    if (typeof code !== 'string') return super.run(code);
    await this.evaluate(`(() => {
      let last;
      try {
        last = window.eval(${JSON.stringify(code)});
      } catch (error) {
        if (error.name !== 'EvalError') throw error;
        ${code}
      }
      return last && typeof last.then === 'function' ? last.then(() => undefined) : undefined;
    })()`);
  }

  async press(selector: string, how?: 'double click'): Promise<void> {
    await this.page.press({ css: selector }, how ? 2 : 1);
  }

  async enter(): Promise<void> {
    await this.evaluate("document.getElementById('opener').focus()");
    await this.page.keys('Enter');
  }
}
