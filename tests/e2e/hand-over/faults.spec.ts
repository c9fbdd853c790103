// Hand-overs with faults between the two browsers: the network of either is cut, the service is killed, a page is loaded again, a renderer
// crashes. Whatever happens, the link completes, each call of the page has one ending, and only the device that holds the session signs in.
//
// Each run follows from its seed. `cargo xtask test --only e2e --hand-over all` makes a hundred runs, a plain one makes a few.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import { Connect } from '../../harness/connect.ts';
import type { Host } from '../../harness/host.ts';
import { labHost } from '../../harness/lab.ts';
import { Computer, Device, expect, PHONE, test } from './test.ts';

const RUNS = process.env['HAND_OVER'] === 'all' ? 100 : 6;
/** How long the automation takes for a step: a fault comes in between, and a hundred runs come to their end. */
const STEP_MS = 150;
/** What one run may take. Its person gives up waiting for one thing after 5 s and looks again. */
const LONGEST_MS = 90_000;
const SOON = { timeout: 5_000 };

type Chance = (below: number) => number;

/** Numbers that follow from a seed: mulberry32. */
function chances(seed: number): Chance {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % below;
  };
}

/** A browser with one tab, which may crash and be opened again, with what it had stored. */
class Tab {
  page!: Page;
  token = '';
  private stored: Record<string, string> = {};

  constructor(private readonly context: BrowserContext) {}

  async open(): Promise<void> {
    this.page = await this.context.newPage();
    this.page.on('request', (request) => {
      const token = request.headers()['authorization'];
      if (token && request.url().includes('/clip/')) this.token = token;
    });
    this.page.on('response', (response) => this.note(response.request().method(), response.url(), response.status()));
  }

  /** Called with each answer to a login or a one-time code. */
  taken: (status: number) => void = () => undefined;

  private note(method: string, url: string, status: number): void {
    if (method === 'POST' && /\/(login|code)$/.test(url)) this.taken(status);
  }

  /**
   * Cuts the network, and mends it once the page has found that there is none: it was told so, and its next requests fail. A page that
   * is being loaded does not say. It may be told before its requests fail: the one that it tries must not count as the package's.
   */
  async cut(): Promise<void> {
    await this.context.setOffline(true);
    const noticed = () =>
      this.page.evaluate(
        () =>
          !navigator.onLine &&
          fetch('/favicon.ico')
            .then(() => false)
            .catch(() => true),
      );
    await expect
      .poll(noticed, SOON)
      .toBe(true)
      .catch(() => undefined);
    await this.context.setOffline(false);
  }

  /** Crashes the renderer. The test driver gives up a page that has crashed, so the tab is opened anew with its storage. */
  async crash(address: string): Promise<void> {
    this.stored = await this.page.evaluate(() => ({ ...sessionStorage })).catch(() => ({}));
    const cdp = await this.context.newCDPSession(this.page);
    const crashed = this.page.waitForEvent('crash');
    cdp.send('Page.crash').catch(() => undefined);
    await crashed;
    await this.page.close();
    await this.open();
    await this.page.addInitScript((stored) => {
      if (self !== top || sessionStorage.length > 0) return;
      for (const [key, value] of Object.entries(stored)) sessionStorage.setItem(key, value);
    }, this.stored);
    await this.page.goto(address).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

const FAULTS = [
  'nothing',
  'cut the computer',
  'cut the phone',
  'kill',
  'reload the computer',
  'reload the phone',
  'crash the computer',
  'crash the phone',
] as const;
type Fault = (typeof FAULTS)[number];

/** As the service tells it to the frame. */
interface State {
  holder: number;
  stage: string;
  step: string | null;
}

/** One hand-over, from the click to the end, with a person who does what the pages ask for. */
class Run {
  private readonly log: string[] = [];
  private readonly chance: Chance;
  private computer!: Computer;
  private desk!: Tab;
  private phone: Tab | undefined;
  private address = '';

  constructor(
    private readonly seed: number,
    private readonly browser: Browser,
    private readonly connect: Connect,
    private readonly host: Host,
  ) {
    this.chance = chances(seed);
  }

  async play(): Promise<void> {
    this.desk = new Tab(await this.browser.newContext());
    try {
      await this.desk.open();
      this.watch(this.desk, 'computer');
      this.computer = new Computer(this.desk.page, this.host, this.connect);
      await this.computer.open();
      const until = Date.now() + LONGEST_MS;
      for (let handovers = 1 + this.chance(2); ; ) {
        expect(Date.now(), 'the run ends').toBeLessThan(until);
        if ((await this.link()).status === 'complete') break;
        const state = await this.state();
        const { holder, stage } = state;
        this.say(`holder ${holder}, ${stage}`);
        if (stage === 'failed') throw new Error('the session failed');
        const waits = stage === 'login' || stage === 'code';
        if (waits && holder === 0 && handovers > 0) {
          handovers -= 1;
          await this.attempt(() => this.handOver());
        } else if (waits && holder !== 0 && (this.phone === undefined || this.chance(4) === 0)) {
          await this.attempt(() => this.takeBack());
        } else if (waits) {
          await this.attempt(() => this.act(holder === 0 ? this.computer : new Device(this.phone!.page, this.phone!.page), stage, holder));
        } else {
          await this.disturb();
          await this.attempt(() => expect.poll(() => this.state(), SOON).not.toEqual(state));
        }
      }
      await this.judge();
    } catch (error) {
      throw new Error(`seed ${this.seed}: ${(error as Error).message}\n${this.log.join('\n')}`, { cause: error });
    } finally {
      await this.phone?.close();
      await this.desk.close();
    }
  }

  private say(what: string): void {
    this.log.push(`${new Date().toISOString().slice(17, 23)} ${what}`);
  }

  /** A page that does not show what is waited for yet, or any more, is looked at again. */
  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.say(`not yet: ${(error as Error).message.split('\n')[0]}`);
    }
  }

  private async handOver(): Promise<void> {
    const { computer } = this;
    const offer = computer.button('Use your phone');
    if (!(await computer.clip.getByRole('heading', { name: 'Continue on your phone' }).isVisible())) await offer.click(SOON);
    await this.disturb();
    const field = this.computer.clip.getByLabel('Or open this address on your phone');
    if (!(await field.isVisible())) await this.computer.button('Use your phone').click(SOON);
    await expect(field).toHaveValue(/#hnd_/, SOON);
    this.address = await field.inputValue();
    await this.phone?.close();
    this.phone = new Tab(await this.browser.newContext(PHONE));
    await this.phone.open();
    this.watch(this.phone, 'phone');
    this.say('the phone opens the address');
    // A cut may fall into it.
    await Promise.all([this.phone.page.goto(this.address).catch(() => undefined), this.disturb()]);
    await expect(this.phone.page.locator('h1')).toBeVisible(SOON);
    this.say(`the phone says: ${await this.phone.page.locator('h1').textContent()}`);
  }

  private async takeBack(): Promise<void> {
    this.say('take back');
    await this.computer.button('Take it back').click(SOON);
    await this.disturb();
    // It may be on its way: until it is known, nobody can say whose sign-in is an intruder's.
    await expect.poll(async () => (await this.state()).holder, SOON).toBe(0);
  }

  /** Does what the holder's page asks for, while the other device tries the same with its own token. */
  private async act(device: Device, stage: string, holder: number): Promise<void> {
    const title = stage === 'login' ? 'Sign in to T-Mobile' : 'Enter the code you received';
    // The QR code is in the way of a person who does not take the phone.
    if (holder === 0 && (await device.button('Sign in here instead').isVisible())) await device.press('Sign in here instead');
    await expect(device.clip.getByRole('heading', { name: title })).toBeVisible(SOON);
    const other = holder === 0 ? this.phone?.token : this.desk.token;
    const intruder = other && this.intrude(other, stage);
    this.say(`${holder === 0 ? 'computer' : 'phone'}: ${stage}`);
    if (stage === 'code') {
      await device.clip.getByLabel('One-time code').fill('123456', SOON);
      await device.button('Verify').click(SOON);
    } else {
      await device.clip.getByLabel('Username').fill(this.chance(2) === 0 ? 'user_mfa' : 'user_good', SOON);
      await device.clip.getByLabel('Password', { exact: true }).fill('pass_good', SOON);
      await device.button('Sign in').click(SOON);
    }
    await intruder;
    await this.disturb();
    await expect.poll(async () => (await this.state()).stage, SOON).not.toBe(stage);
  }

  /** The device that does not hold the session signs in all the same. */
  private async intrude(token: string, stage: string): Promise<void> {
    const body = stage === 'login' ? { username: 'user_good', password: 'pass_good' } : { code: '123456' };
    const headers = { authorization: token, 'content-type': 'application/json' };
    const address = `${this.connect.address}/clip/${this.sessionId}/${stage}`;
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
    if (answer) this.intruders.push(answer.status);
  }

  /** Lets one thing go wrong, or nothing. */
  private async disturb(): Promise<void> {
    const fault: Fault = FAULTS[this.chance(FAULTS.length)]!;
    this.say(fault);
    const { phone } = this;
    if (fault === 'cut the computer') await this.desk.cut();
    if (fault === 'cut the phone') await phone?.cut();
    if (fault === 'kill') {
      await this.connect.kill();
      await this.connect.startAgain();
    }
    if (fault === 'reload the computer') await this.reload();
    if (fault === 'reload the phone') await phone?.page.reload().catch(() => undefined);
    if (fault === 'crash the phone') await phone?.crash(this.address.split('#')[0]!);
    if (fault === 'crash the computer') {
      await this.desk.crash(this.host.address);
      this.computer = Object.assign(new Computer(this.desk.page, this.host, this.connect), { link: this.computer.link });
      await this.computer.openAgain();
    }
  }

  /** At its ending the modal goes back in the history, which may stop the loading of the page. Then a person does it once more. */
  private async reload(): Promise<void> {
    try {
      await this.computer.openAgain();
    } catch (error) {
      if (!/ERR_ABORTED/.test(String(error))) throw error;
      await this.computer.openAgain();
    }
  }

  /** Notes who signs in. What the service has taken, it has taken from the device that held the session: the intruder shows it. */
  private watch(tab: Tab, name: string): void {
    tab.taken = (status) => this.say(`${name} signs in: ${status}`);
  }

  /** What the device was answered that did not hold the session. */
  private readonly intruders: number[] = [];

  private get sessionId(): string {
    return this.sessions.at(-1)!;
  }

  private sessions: string[] = [];

  private link(): ReturnType<Connect['link']> {
    return this.connect.link(this.computer.link.linkId);
  }

  /** The state of the session, by the computer's own token. */
  private async state(): Promise<State> {
    let state: State | undefined;
    const read = async () => {
      const { currentSessionId } = await this.link();
      if (currentSessionId === null || this.desk.token === '') return false;
      this.sessions.push(currentSessionId);
      const headers = { authorization: this.desk.token };
      const answer = await fetch(`${this.connect.address}/clip/${currentSessionId}/state`, { headers });
      if (answer.ok) {
        const { holder, stage, step } = (await answer.json()) as State;
        state = { holder, stage, step };
      }
      return answer.ok;
    };
    await expect.poll(read, { message: 'the computer has a session', intervals: [100] }).toBe(true);
    return state!;
  }

  private async judge(): Promise<void> {
    const told = () =>
      this.desk.page.evaluate(() => ({
        calls: calls.handles.length,
        endings: calls.log.flatMap(({ name, value }) => {
          if (name === 'onEvent' || name === 'result') return [];
          // A page that was away when the link was complete is told so when it opens it again.
          if (name !== 'onConnectionError') return [name];
          return value.code === 'LINK_ALREADY_COMPLETE' ? ['onConnectionComplete'] : [`${name}: ${value.code}`];
        }),
      }));
    await expect.poll(async () => (await told()).endings.length, { timeout: 20_000 }).toBe(1);
    expect(await told()).toEqual({ calls: 1, endings: ['onConnectionComplete'] });
    // Refused, or its token is of no session: never taken.
    expect(this.intruders.filter((status) => status !== 409 && status !== 401)).toEqual([]);
    expect(new Set(this.sessions).size, 'one session, whatever happened').toBe(1);
    const handovers = await this.computer.handovers();
    expect(handovers, 'they alternate').toEqual(handovers.map((_, index) => (index % 2 === 0 ? 'handedOver' : 'takenBack')));
  }
}

test.describe.configure({ timeout: LONGEST_MS + 30_000 });

for (let seed = 1; seed <= RUNS; seed += 1) {
  test(`hand-over ${seed}, with faults between the browsers: one ending, one holder`, async ({ browser, serve }) => {
    const connect = await serve(Connect.start(STEP_MS));
    const host = await serve(labHost(connect));
    await new Run(seed, browser, connect, host).play();
  });
}
