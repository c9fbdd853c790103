// The lab in a host page of `stress/host-pages`, in any engine.

import { expect } from '@playwright/test';
import { SOON } from '../harness/oracle.ts';
import type { Evaluate } from '../harness/own-connection.ts';
import { HostLab } from '../stress/host-pages/lab.ts';
import type { PageCode } from '../stress/host-pages/row.ts';
import type { Tab } from './driver.ts';
import { SCRIPT_MS } from './tab.ts';

export class EngineHostLab extends HostLab<Tab> {
  protected readonly evaluate: Evaluate = (script, value) => this.page.evaluate(script as () => unknown, value as undefined);
  /** A WebDriver has no globals of its own everywhere: of what the code asks for, the page may have taken away this. */
  protected readonly look: Evaluate = (script) =>
    this.evaluate(`((getComputedStyle) => (${script.toString()})())(oracle.getComputedStyle)`);

  /**
   * As pairs, because the page may have added members to every object, which some drivers list, too; and without the timer that
   * WebKit's driver has while a script runs.
   */
  override async counts(): Promise<Counts> {
    const counted = Object.fromEntries((await this.evaluate('Object.entries(counts.now())')) as [string, unknown][]) as unknown as Counts;
    return { ...counted, timers: counted.timers.filter((ms) => ms !== SCRIPT_MS) };
  }

  /** Waits for the page, or for what a frame shows, and runs what the row does before the call. */
  async loaded(code: PageCode | undefined): Promise<void> {
    const ready = () => this.page.evaluate<boolean>("document.documentElement.hasAttribute('data-ready')").catch(() => false);
    await expect.poll(ready, { message: 'the host page', ...SOON }).toBe(true);
    if (code) await this.run(code);
    // What the page has asked for while it loads may still be under way.
    const rests = async () => JSON.stringify(this.before) === JSON.stringify((this.before = await this.counts()));
    await expect.poll(rests, { message: 'the host page rests', intervals: [100] }).toBe(true);
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
