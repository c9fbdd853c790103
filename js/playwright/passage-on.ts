import { inWords, look, moves, type Seen } from './seen.js';
import type { PlaywrightPage, PlaywrightResponse } from './types.js';

/** How to wait. */
export interface PassageOptions {
  /** How long each call waits for what it needs, in milliseconds. Default: 15000. */
  timeout?: number | undefined;
}

/** Whom to sign in as. The guide to the sandbox lists its users. */
export interface Credentials {
  username: string;
  password: string;
}

/** The flow on a page, driven as a person does it. Each method rejects with what it sees in place of what it waits for. */
export interface PassageFlow {
  /** Signs in, and waits for the answer. An answer that asks for more, or refuses, is no error: the next call says so. */
  signIn(credentials: Credentials): Promise<void>;
  /** Enters the one-time code, and waits for the answer, as `signIn` does. */
  enterCode(code: string): Promise<void>;
  /** Allows what the link writes, which the person is asked before the sign-in. */
  allowChange(): Promise<void>;
  /** Presses Cancel, or Close where the flow has ended, confirms it if asked, and waits until the flow has left the page. */
  cancel(): Promise<void>;
  /** Waits until the service has told the page that the link is complete, and the flow has left the page. */
  expectConnected(options?: PassageOptions): Promise<void>;
}

/** The views after which nothing more can be done but to close. */
const ENDS = ['complete', 'failed', 'expired', 'lost'];
const hasEnded = (seen: Seen | null): boolean => ENDS.includes(seen?.view ?? '');
const always = (): boolean => true;

/** How often the frame is looked at, in milliseconds. */
const LOOK_EVERY_MS = 50;

/** The flow on this page. Call it before the page opens a session: it listens to what the service tells the page from then on. */
export function passageOn(page: PlaywrightPage, options: PassageOptions = {}): PassageFlow {
  const { timeout: usual = 15_000 } = options;
  /** What the service said of the link at last; null before. */
  let status: string | null = null;
  /** Where the page navigates after completion, in the browser's spelling; null if it stays. */
  let returnUrl: string | null = null;
  let reading: Promise<void> = Promise.resolve();
  page.on('response', (response) => {
    reading = reading.then(() => read(response));
  });
  // A page leaves for the `returnUrl` only after completion, and the answer that said so can then mostly not be read any more.
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) return;
    reading = reading.then(() => {
      if (request.url() === returnUrl) status = 'complete';
    });
  });

  async function read(response: PlaywrightResponse): Promise<void> {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('/link/claim')) status = returnUrl = null;
    if (!pathname.endsWith('/link/status') || response.status() !== 200) return;
    try {
      const link = (await response.json()) as { status: string; returnUrl: string | null };
      status = link.status;
      returnUrl = link.returnUrl === null ? null : new URL(link.returnUrl).href;
    } catch {
      // The page has left, or the answer was cut: it asks again.
    }
  }

  /** Looks until `ready` says so. `waits` says whether it is worth to wait, with what is seen. */
  async function until(
    wanted: string,
    ready: (seen: Seen | null) => boolean,
    waits: (seen: Seen | null) => boolean,
    timeout = usual,
  ): Promise<Seen | null> {
    const end = Date.now() + timeout;
    for (;;) {
      const seen = await look(page);
      await reading;
      if (ready(seen)) return seen;
      if (!waits(seen) || Date.now() > end) {
        const last = status === null ? 'the page has not heard of a link' : `the service last told the page that the link is ${status}`;
        throw new Error(`[passage] Waited for ${wanted}, but ${inWords(seen)}; ${last}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Waits for a view, and until it can be used. */
  async function reach(view: string, wanted: string): Promise<Seen> {
    return (await until(wanted, (seen) => seen?.view === view && !seen.isBusy, moves)) as Seen;
  }

  /** Sends the form, and waits for the answer. */
  async function send({ frame }: Seen): Promise<void> {
    await frame.locator('button[type=submit]').click({ timeout: usual });
    await until('an answer', (seen) => !seen?.isBusy, always);
  }

  return {
    async signIn({ username, password }) {
      const seen = await reach('login', 'the sign-in');
      await seen.frame.locator('#username').fill(username, { timeout: usual });
      await seen.frame.locator('#password').fill(password, { timeout: usual });
      await send(seen);
    },

    async enterCode(code) {
      const seen = await reach('code', 'the one-time code');
      await seen.frame.locator('#code').fill(code, { timeout: usual });
      await send(seen);
    },

    async allowChange() {
      const { frame } = await reach('confirm', 'the question whether to allow the change');
      await frame.locator('button[name=confirm]').click({ timeout: usual });
    },

    async cancel() {
      let seen = await until('the flow', (seen) => seen !== null && seen.view !== null, always);
      const press = (name: string): Promise<void> => (seen as Seen).frame.locator(`button[name=${name}]`).click({ timeout: usual });
      if (!hasEnded(seen)) {
        await press('cancel');
        seen = await until('the flow to leave the page', (seen) => seen === null || seen.asks, always);
        if (seen) await press('agree');
        // Work that was stopped leaves what was done on the page, to be read.
        seen = await until('the flow to end', (seen) => seen === null || (hasEnded(seen) && !seen.asks), always);
      }
      if (seen) await press('close');
      await until('the flow to leave the page', (seen) => seen === null, always);
    },

    async expectConnected({ timeout } = {}) {
      const isConnected = (seen: Seen | null): boolean => seen === null && status === 'complete';
      const mayBe = (seen: Seen | null): boolean =>
        status !== 'failed' && status !== 'expired' && (moves(seen) || seen?.view === 'complete');
      await until('the link to be complete', isConnected, mayBe, timeout);
    },
  };
}
