// The world of the real engine: a page in a browser at a scripted service. Its claims wait until a behaviour says how they are answered,
// as a session of the fake does.

import { expect, type Page } from '@playwright/test';
import type { ConnectionResult, PassageEvent } from '../../../../js/call/core.ts';
import type { Reply, Service } from '../../../harness/scripted-service.ts';
import { type Lab, SOON } from '../../../harness/lab.ts';
import type { InPage, World } from '../world.ts';

/** The service's answers to a claim. Retrying does not change the first four. */
const REFUSALS: Record<string, Reply> = {
  INVALID_CLAIM_CODE: { status: 404, body: { error: 'No such link' } },
  LINK_ALREADY_COMPLETE: { status: 409, body: { error: 'Done', code: 'LINK_ALREADY_COMPLETE' } },
  LINK_IN_USE: { status: 409, body: { error: 'In use', code: 'LINK_IN_USE' } },
  UNEXPECTED_RESPONSE: { status: 418, body: { error: 'Tea' } },
  // Longer than the budget of a claim, which is therefore given up at once.
  SERVICE_UNAVAILABLE: { status: 503, body: { error: 'Busy' }, headers: { 'retry-after': '60' } },
};

export class RealWorld implements World {
  private readonly claims: ((reply: Reply | 'ordinary') => void)[] = [];
  private readonly errors: string[] = [];
  private active = false;

  constructor(
    private readonly page: Page,
    private readonly lab: Lab,
    private readonly service: Service,
  ) {
    service.every('claim', () => new Promise((answer) => this.claims.push(answer)));
    page.on('pageerror', ({ message }) => this.errors.push(message));
  }

  async host<A, R>(code: (page: InPage, argument: A) => R | Promise<R>, argument: A): Promise<R> {
    const given = { source: code.toString(), argument };
    return this.page.evaluate(({ source, argument }) => {
      const code = (0, eval)(`(${source})`) as (page: unknown, argument: unknown) => unknown;
      return code({ calls, close: passage.close }, argument);
    }, given) as Promise<R>;
  }

  async activate(): Promise<void> {
    const before = await this.live();
    await this.answer('ordinary');
    await expect.poll(() => this.live(), SOON).toBe(before + 1);
    await this.lab.frame();
    this.active = true;
  }

  async progress(step: string): Promise<void> {
    await (await this.lab.frame()).evaluate((step) => say({ type: 'progress', step }), step);
  }

  async complete({ returnUrl = null }: { returnUrl?: string | null } = {}): Promise<void> {
    this.over();
    this.service.set(this.code, { status: 'complete', returnUrl });
  }

  async fail(code: string): Promise<void> {
    const refusal = REFUSALS[code];
    if (!this.over()) {
      if (!refusal) throw new Error(`the answer to a claim cannot be ${code}`);
      return this.answer(refusal);
    }
    if (!refusal) return this.service.set(this.code, { status: 'failed', error: { code, message: 'Because' } });
    this.service.every('status', refusal);
    // A held request is answered, and the page sends the next one.
    this.service.set(this.code, {});
  }

  async expire(): Promise<void> {
    if (this.over()) return this.service.set(this.code, { status: 'expired' });
    await this.claimed();
    this.service.set(this.code, { status: 'expired' });
    await this.answer('ordinary');
  }

  async dismiss(): Promise<void> {
    this.over();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  }

  async event(type: PassageEvent['type'], times = 1): Promise<void> {
    await this.page.waitForFunction(({ type, times }) => calls.log.filter(({ value }) => value?.type === type).length >= times, {
      type,
      times,
    });
  }

  async ended(call = 1): Promise<ConnectionResult> {
    return this.lab.ended(call);
  }

  async told(): Promise<string[]> {
    return this.lab.told();
  }

  async events(call = 1): Promise<PassageEvent[]> {
    return this.lab.events(call);
  }

  async reported(): Promise<string[]> {
    // Used by behaviours that cause an error; the browser decides when it reports the error.
    await expect.poll(() => this.errors, { message: 'what was reported', ...SOON }).not.toEqual([]);
    return this.errors;
  }

  /** The claim code of the latest claim. */
  private get code(): string {
    return this.service.of('claim').at(-1)!.code;
  }

  /** Marks the session as no longer active; returns whether it was. */
  private over(): boolean {
    const { active } = this;
    this.active = false;
    return active;
  }

  private async claimed(): Promise<void> {
    await expect.poll(() => this.claims.length, { message: 'a claim under way', ...SOON }).toBeGreaterThan(0);
  }

  /** Answers the newest claim; earlier ones were given up. */
  private async answer(reply: Reply | 'ordinary'): Promise<void> {
    await this.claimed();
    const answer = this.claims.pop()!;
    this.claims.length = 0;
    answer(reply);
  }

  /** How many sessions, or replaced links of a session, have reported a frame and an active link to the host. */
  private live(): Promise<number> {
    return this.page.evaluate(() => {
      const times = (type: string) =>
        calls.log.filter(({ value }) => value?.type === type && (value.status ?? 'active') === 'active').length;
      return Math.min(times('frameReady'), times('status'));
    });
  }
}
