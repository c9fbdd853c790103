// Attacks on an open session: messages from every window that can send one, and the frame in a foreign page.
// `service-decides.spec.ts` tests messages of the page itself and of the frame, `return-url.spec.ts` dangerous addresses, and
// `secrets.spec.ts` who gets which secret. After every test, the witness looks for secrets where they must not be.

import type { Frame, Page } from '@playwright/test';
import { API_KEY, type CreatedLink } from '../../harness/connect.ts';
import type { Host } from '../../harness/host.ts';
import { built, Program } from '../../harness/program.ts';
import { test as real } from '../../harness/test.ts';
import { untilMessage } from '../../harness/arrivals.ts';
import { Service } from '../../harness/scripted-service.ts';
import { expect, greetedFrame, labHost, SOON, test, type Lab } from '../../harness/lab.ts';
import { pathOf } from '../../harness/ways.ts';

const LAST = 'that is all';

/** All messages that the frame may send, and messages that mean success in other protocols. */
const FORGED = [
  { passage: 1, type: 'ready' },
  { passage: 1, type: 'progress', step: 'forged' },
  { passage: 1, type: 'changed' },
  { passage: 1, type: 'changed', status: 'complete', linkId: 'link_1' },
  { passage: 1, type: 'complete' },
  { passage: 1, type: 'status', status: 'complete', linkId: 'link_1' },
  { passage: 1, type: 'ended', outcome: 'complete' },
  { passage: 1, type: 'init', sessionId: 'ses_forged', clientToken: 'forged' },
  { passage: 1, type: 'close' },
  { type: 'CONNECTION_SUCCESS', status: 'complete' },
  { event: 'onConnectionComplete' },
  'complete',
  JSON.stringify({ passage: 1, type: 'close' }),
  LAST,
];

declare global {
  /** In every window of these tests: the messages that it has received. */
  var overheard: unknown[];
  /** In a window that has opened the page: that page. */
  var victim: Window;
}

/** Runs in every window before its scripts. */
function overhear(): void {
  globalThis.overheard = [];
  addEventListener('message', ({ data }) => void overheard.push(data));
}

/** All forged messages have arrived at this page: from one window to another they keep their order. */
async function allArrived(page: Page): Promise<void> {
  await page.waitForFunction((last) => overheard.includes(last), LAST);
}

/** Checks that the forged messages have caused no event and no ending. */
async function expectUnmoved(page: Page): Promise<void> {
  await expect(page.locator('.box')).toBeVisible();
  const told = await page.evaluate(() => calls.log.map(({ name, value }) => value?.step ?? value?.type ?? name));
  expect(told).not.toContain('forged');
  expect(told).not.toContain('ended');
  expect(told.filter((what) => what === 'frameReady')).toHaveLength(1);
}

/** Checks that a window got no message, except those that the frame's page, opened at the top, sends to itself. */
async function expectToldNothing(window: Page | Frame): Promise<void> {
  const own = JSON.stringify({ passage: 1, type: 'ready' });
  expect(await window.evaluate((own) => overheard.filter((data) => JSON.stringify(data) !== own), own)).toEqual([]);
}

/** A frame beside the modal, with a page of the service. */
async function addFrame(page: Page, service: Service): Promise<Frame> {
  const url = `${service.address}/clip/beside`;
  await page.evaluate(async (url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
    frame.onload = null;
  }, url);
  return page.frames().find((frame) => frame.url() === url)!;
}

async function removeFrame(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('iframe')!.remove());
}

async function completes(lab: Lab): Promise<void> {
  lab.service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
}

test.describe('messages', () => {
  test.beforeEach(async ({ context, witness }) => {
    // The browser requests it for a page of the service that is opened by itself.
    witness.allow(/\/favicon\.ico\)$/);
    await context.addInitScript(overhear);
  });

  for (const whose of ['another origin', "the service's origin"] as const) {
    test(`the window that opened the page, of ${whose}, cannot speak for the frame, nor reach it`, async ({
      lab,
      page,
      serve,
      service,
      way,
    }) => {
      const stranger = await serve(Service.start());
      await page.goto(`${(whose === 'another origin' ? stranger : service).address}/clip/opener`);
      const opened = page.waitForEvent('popup');
      await page.evaluate((url) => void (globalThis.victim = open(url)!), lab.host.address + pathOf(way));
      const victim = await opened;
      await expect(victim.locator('html[data-ready]')).toBeAttached();
      await victim.evaluate(() => void calls.open());
      await greetedFrame(victim, service);

      // The frame is not in the page's list of frames, so the window can neither send it a message nor navigate it.
      expect(await page.evaluate(() => globalThis.victim.length)).toBe(0);
      await page.evaluate((forged) => forged.forEach((message) => globalThis.victim.postMessage(message, '*')), FORGED);
      await allArrived(victim);
      await expectUnmoved(victim);
      await expectToldNothing(page);

      service.set('clm_1', { status: 'complete' });
      expect((await victim.evaluate(() => calls.handles[0]!.result)).outcome).toBe('complete');
      await victim.close();
    });
  }

  test("a window that the page opened, of the service's origin, cannot speak for the frame", async ({ lab, page, service }) => {
    await lab.goto();
    await lab.openUntilLive();
    const opened = page.waitForEvent('popup');
    await page.evaluate((url) => void open(url), `${service.address}/clip/opened`);
    const popup = await opened;
    await popup.waitForFunction(() => typeof say === 'function');
    await popup.evaluate((forged) => forged.forEach((message) => opener.postMessage(message, '*')), FORGED);
    await allArrived(page);
    await expectUnmoved(page);
    await expectToldNothing(popup);
    await popup.close();
    await completes(lab);
  });

  test("a frame beside it, of the service's origin, cannot speak for the frame, nor reach it", async ({ lab, page, service }) => {
    await lab.goto();
    await lab.openUntilLive();
    const beside = await addFrame(page, service);
    // It has the frame's origin, so it could run scripts in the frame if it could find it.
    expect(await beside.evaluate(() => parent.length)).toBe(1);
    await beside.evaluate((forged) => forged.forEach((message) => parent.postMessage(message, '*')), FORGED);
    await allArrived(page);
    await expectUnmoved(page);
    await expectToldNothing(beside);
    await removeFrame(page);
    await completes(lab);
  });

  test('a ready frame beside one that never becomes ready is not mistaken for it', async ({ lab, page, service }) => {
    await lab.gotoAtStoppedClock();
    service.frameReady = false;
    await lab.open();
    const ours = () => page.frames().find((frame) => frame.url().includes('/clip/ses_'));
    await expect.poll(() => ours()?.evaluate(() => typeof say)).toBe('function');
    const beside = await addFrame(page, service);
    await beside.evaluate((forged) => forged.forEach((message) => parent.postMessage(message, '*')), FORGED);
    await allArrived(page);
    await expectToldNothing(beside);
    await removeFrame(page);
    await page.clock.runFor(12_000);
    expect((await lab.ended()).error.code).toBe('FRAME_LOAD_FAILED');
    expect(await lab.told()).not.toContain('1 frameReady');
  });

  test("a page with an opaque origin in the frame's window is ignored and gets no secret", async ({ lab, page }) => {
    await lab.goto();
    const frame = await lab.openUntilLive();
    const speaks = `<script>for (const message of ${JSON.stringify(FORGED)}) parent.postMessage(message, '*')</script>`;
    await frame.evaluate((html) => location.replace(`data:text/html,${encodeURIComponent(html)}`), speaks);
    await allArrived(page);
    await expectUnmoved(page);
    const led = page.frames().find((each) => each.url().startsWith('data:'))!;
    await expectToldNothing(led);
    await completes(lab);
  });

  test('a forged hint causes no request', async ({ lab, page, service }) => {
    test.slow();
    await lab.gotoAtStoppedClock();
    // On the slow schedule of a hidden tab, an earlier request would be the effect of a hint.
    service.waits = false;
    const frame = await lab.openUntilLive();
    const beside = await addFrame(page, service);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const asked = () => service.of('status').length;
    /** Lets a second and a half of the page's time pass, half a second at a time. */
    const wait = async () => {
      for (let step = 0; step < 3; step += 1) {
        await page.clock.runFor(500);
        await lab.settled();
      }
      return asked();
    };
    // A request from before the tab was hidden may be counted late. After the next request, the schedule has none for at least
    // 12 s.
    await wait();
    let before = asked();
    const anotherIsAsked = async () => {
      const earlier = before;
      before = await wait();
      return before > earlier;
    };
    await expect.poll(anotherIsAsked, { ...SOON, timeout: 20_000 }).toBe(true);
    await beside.evaluate((forged) => forged.forEach((message) => parent.postMessage(message, '*')), FORGED);
    await allArrived(page);
    expect(await wait()).toBe(before);
    // The same message from the frame itself has an effect.
    const hint = () => untilMessage(page, 'changed', () => frame.evaluate(() => say({ type: 'changed' })));
    await hint();
    expect(await wait()).toBe(before + 1);
    await removeFrame(page);
    service.set('clm_1', { status: 'complete' });
    await hint();
    expect(await wait()).toBe(before + 2);
    expect((await lab.ended()).outcome).toBe('complete');
  });
});

real(
  'while a person signs in, no secret can be read anywhere, and the password is gone when it is sent',
  async ({ page, modal, plainHost, witness }) => {
    await page.goto(plainHost.address);
    await page.getByRole('button', { name: 'Connect' }).click();
    await expect(modal.frame.getByLabel('Username')).toBeVisible();
    await witness.look();
    await modal.login('user_mfa');
    await expect(modal.frame.getByLabel('One-time code')).toBeVisible();
    const there = (await witness.look()).join('\n');
    expect(there, 'the frame is looked at').toContain('One-time code');
    expect(there).not.toContain('pass_good');
    await modal.frame.getByLabel('One-time code').fill('123456');
    await modal.frame.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByRole('listitem')).toHaveText(['complete', 'result complete']);
    expect(witness.knownTokens, 'else no token would be looked for').toBe(1);
  },
);

interface Guarded {
  connect: Program;
  /** The lab's page, on the only site that may embed the frame. */
  listed: Host;
  /** The same page on another site. */
  unlisted: Host;
}

const clickjacking = real.extend<{ guarded: Guarded }>({
  guarded: async ({ serve }, use) => {
    const source = {
      address: '',
      async createLink(): Promise<CreatedLink> {
        const response = await fetch(`${source.address}/v1/links`, {
          method: 'POST',
          headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
          body: JSON.stringify({ integrationId: 'tmobile', resource: 'mobileBillingStatement', action: 'read' }),
        });
        return (await response.json()) as CreatedLink;
      },
    };
    const listed = await serve(labHost(source));
    const unlisted = await serve(labHost(source));
    const args = ['--listen', '127.0.0.1:0', '--database', ':memory:', '--step-ms', '0', '--frame-ancestors', listed.address];
    const connect = await serve(Program.start(built('CONNECT_PROGRAM'), args, { CONNECT_API_KEY: API_KEY }));
    source.address = connect.address;
    await use({ connect, listed, unlisted });
  },
});

clickjacking.describe('clickjacking', () => {
  /** The browser's error pages in place of frames that it refused to show. */
  const refused = (page: Page) => page.frames().filter((frame) => frame.url().startsWith('chrome-error:')).length;

  /** Opens a session for a new link, in a page or a frame with the lab's page. */
  async function open(where: Page | Frame): Promise<void> {
    await expect(where.locator('html[data-ready]')).toBeAttached();
    await where.evaluate(async () => {
      const { claimCode } = (await (await fetch('api/links', { method: 'POST' })).json()) as CreatedLink;
      calls.open({ claimCode });
    });
  }

  /** An attacker's page that lays this address over one of its own buttons. */
  async function layOver(page: Page, address: string): Promise<void> {
    await page.evaluate((address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      frame.style.opacity = '0';
      document.body.append(frame);
    }, address);
  }

  clickjacking('a page that is listed holds the frame', async ({ page, modal, guarded, way }) => {
    await page.goto(guarded.listed.address + pathOf(way));
    await open(page);
    await modal.login('user_good');
    expect((await page.evaluate(() => calls.handles[0]!.result)).outcome).toBe('complete');
    expect(refused(page)).toBe(0);
  });

  clickjacking(
    'a page that is not listed does not: the browser refuses, nobody is given the token, and the page is told',
    async ({ page, guarded, way, witness }) => {
      witness.allow(/frame-ancestors/);
      await page.clock.install();
      await page.goto(guarded.unlisted.address + pathOf(way));
      await open(page);
      await expect.poll(() => refused(page)).toBe(1);
      await page.clock.runFor(12_000);
      const { outcome, error } = (await page.evaluate(() => calls.handles[0]!.result)) as any;
      expect([outcome, error.code]).toEqual(['error', 'FRAME_LOAD_FAILED']);
      expect(witness.claims, 'the link was claimed').toBe(1);
      expect(witness.knownTokens, 'no frame has called').toBe(0);
    },
  );

  clickjacking('the address of a frame cannot be laid over another page', async ({ page, guarded, witness }) => {
    witness.allow(/frame-ancestors/);
    await page.goto(guarded.unlisted.address);
    await layOver(page, `${guarded.connect.address}/clip/ses_1`);
    await expect.poll(() => refused(page)).toBe(1);
  });

  clickjacking('nor can a listed page with the frame in it: all who hold it must be listed', async ({ page, guarded, witness }) => {
    witness.allow(/frame-ancestors/);
    await page.goto(guarded.unlisted.address);
    await layOver(page, guarded.listed.address);
    await expect.poll(() => page.frames().length).toBe(2);
    await open(page.frames()[1]!);
    await expect.poll(() => refused(page)).toBe(1);
    await page.frames()[1]!.evaluate(() => passage.close());
  });
});
