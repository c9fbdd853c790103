// Every state that a person can see, and how to reach it; used by the tests and the screenshots.

import { expect, type Page } from '@playwright/test';
import type { Modal } from '../../harness/modal.ts';
import { untilMessage } from '../../harness/arrivals.ts';
import { hostedFrame, type OpenOptions } from './test.ts';

export interface Stage {
  page: Page;
  modal: Modal;
  open: (options?: OpenOptions) => Promise<void>;
  options?: OpenOptions;
}

export interface State {
  name: string;
  /** The modal's own text; empty if only the frame shows one. */
  says: string;
  /** Whether the frame is shown. */
  live: boolean;
  /** The console messages that this state causes; there may be no others. */
  reports?: RegExp;
  reach: (stage: Stage) => Promise<void>;
}

/** Longer than the time after which the modal says that it is slow, in ms. */
const LONG_MS = 6_000;

async function live({ page, modal, open, options }: Stage): Promise<void> {
  await open(options);
  await expect(modal.frame.locator('#username')).toBeVisible();
  await expect(modal.dialog.locator('section')).toHaveClass('live');
  await (await hostedFrame(page)).waitForLoadState();
}

async function neverAnswered(page: Page, url: RegExp): Promise<void> {
  await page.route(url, () => undefined);
}

export const STATES: State[] = [
  {
    name: 'opening',
    says: 'Opening a secure connection',
    live: false,
    reach: async ({ page, open, options }) => {
      await neverAnswered(page, /\/link\/claim$/);
      await open(options);
    },
  },
  {
    name: 'loading',
    says: 'Opening a secure connection',
    live: false,
    reach: async ({ page, open, options }) => {
      await neverAnswered(page, /\/clip\//);
      const claimed = page.waitForResponse(/\/link\/claim$/);
      await open(options);
      await claimed;
      await expect(page.locator('iframe')).toBeAttached();
    },
  },
  {
    name: 'slow',
    says: 'Still working. This can take a moment.',
    live: false,
    reach: async ({ page, modal, open, options }) => {
      await page.clock.install();
      await neverAnswered(page, /\/link\/claim$/);
      await open(options);
      await page.clock.runFor(LONG_MS);
      await expect(modal.dialog.locator('.wait')).toBeVisible();
    },
  },
  { name: 'live', says: '', live: true, reach: live },
  {
    name: 'asking',
    says: '',
    live: true,
    reach: async (stage) => {
      await live(stage);
      await stage.modal.frame.locator('#username').fill('half done');
      await stage.modal.pressToClose();
      await expect(stage.page.getByRole('alertdialog')).toBeVisible();
    },
  },
  {
    name: 'unresponsive',
    says: 'The page does not respond. You can wait, or close and try again.',
    live: true,
    reach: async (stage) => {
      const { page } = stage;
      await page.clock.install();
      // The frame answers one ping and no more. This listener was added before the frame's own, so it is called first.
      await page.addInitScript(() => {
        if (!location.pathname.startsWith('/clip/')) return;
        window.pings = 0;
        addEventListener('message', (event) => {
          if (event.data.type === 'ping' && ++window.pings > 1) event.stopImmediatePropagation();
        });
      });
      await live(stage);
      const frame = await hostedFrame(page);
      // Its only answer must arrive before the next ping; otherwise the silence would count from a later one.
      await untilMessage(page, 'pong', () => page.clock.runFor(5_000));
      for (let ping = 2; ping <= 5; ping += 1) {
        await page.clock.runFor(5_000);
        await expect.poll(() => frame.evaluate(() => window.pings)).toBeGreaterThanOrEqual(ping);
      }
      await expect(stage.modal.dialog.locator('.wait')).toBeVisible();
    },
  },
  {
    name: 'reconnecting',
    says: 'Reconnecting. Your progress is kept.',
    live: true,
    reports: /ERR_FAILED.*\/link\/status|503.*\/link\/status/,
    reach: async (stage) => {
      await stage.page.route(/\/link\/status$/, (route) => route.abort());
      await live(stage);
      await expect(stage.modal.dialog.locator('.wait')).toBeVisible();
    },
  },
  {
    name: 'offline',
    says: 'You are offline. We go on as soon as you are back.',
    live: true,
    reports: /ERR_INTERNET_DISCONNECTED/,
    reach: async (stage) => {
      await live(stage);
      await stage.page.context().setOffline(true);
      await expect(stage.modal.dialog.locator('.wait')).toBeVisible();
    },
  },
  {
    name: 'failed',
    says: 'This did not work. Closing.',
    live: true,
    reach: async (stage) => {
      await live(stage);
      await stage.modal.frame.locator('#username').fill('user_bad');
      await stage.modal.frame.locator('#password').fill('whatever');
      // The failure is shown for a second; this makes it stay.
      await stage.page.evaluate(() => {
        const real = window.setTimeout;
        window.setTimeout = ((run: TimerHandler, ms = 0) => (ms > 800 && ms <= 1_000 ? 0 : real(run, ms))) as typeof setTimeout;
      });
      await stage.modal.frame.locator('button.button-primary').click();
      await stage.modal.readFailure();
      await expect(stage.modal.dialog.locator('.bad')).toBeVisible();
    },
  },
];

/** The states of the frame, in the order in which a person sees them. */
export const FRAME_STATES: { name: string; reach: (stage: Stage) => Promise<void>; reports?: RegExp }[] = [
  { name: 'login', reach: live },
  {
    name: 'login-empty',
    reach: async (stage) => {
      await live(stage);
      await stage.modal.frame.locator('button.button-primary').click();
      await expect(stage.modal.frame.locator('#username')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'code',
    reach: async (stage) => {
      await live(stage);
      await stage.modal.frame.locator('#username').fill('user_mfa');
      await stage.modal.frame.locator('#password').fill('pass_good');
      await stage.modal.frame.locator('button.button-primary').click();
      await expect(stage.modal.frame.locator('.input-code')).toBeVisible();
    },
  },
  {
    name: 'wrong-password',
    reach: async (stage) => {
      await live(stage);
      await stage.modal.login('user_good', 'wrong');
      await expect(stage.modal.frame.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'question',
    reach: async (stage) => {
      await live(stage);
      await stage.modal.frame.locator('#username').fill('somebody');
      await stage.modal.frame.getByRole('button', { name: 'Cancel' }).click();
      await expect(stage.modal.frame.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'confirmation',
    reach: async (stage) => {
      await stage.open({ ...stage.options, link: WRITES });
      await expect(stage.modal.frame.getByRole('button', { name: 'Allow this change' })).toBeVisible();
    },
  },
  {
    name: 'stop-question',
    reach: async (stage) => {
      await hold(stage.page, 'working', { status: 'active', stage: 'working', step: 'reading_account', steps: STEPS });
      await stage.open({ ...stage.options, link: WRITES });
      await stage.modal.frame.getByRole('button', { name: 'Cancel' }).click();
      await expect(stage.modal.frame.getByRole('dialog', { name: 'Stop now?' })).toBeVisible();
    },
  },
  {
    name: 'stopped',
    reach: async (stage) => {
      const error = { code: 'CANCELED', message: '' };
      await hold(stage.page, 'stopped', { status: 'active', stage: 'failed', operationsDone: 0, error });
      await stage.open({ ...stage.options, link: WRITES });
      await expect(stage.modal.frame.locator('.outcome')).toBeVisible();
    },
  },
  {
    name: 'progress',
    reach: async (stage) => {
      await hold(stage.page, 'working', { status: 'active', stage: 'working', step: 'reading_account', steps: STEPS });
      await stage.open(stage.options);
      await expect(stage.modal.frame.locator('.step-now')).toBeVisible();
    },
  },
  ...(['complete', 'failed', 'expired'] as const).map((name) => ({
    name: `${name}-ending`,
    // Shown by the frame alone, because the modal would close a moment later.
    reach: async (stage: Stage) => {
      await hold(stage.page, name, {
        status: name,
        stage: name,
        error: name === 'failed' ? { code: 'AUTOMATION_ERROR', message: '' } : null,
      });
      await stage.page.route(/\/link\/status$/, () => undefined);
      await stage.open(stage.options);
      await expect(stage.modal.frame.locator('.verdict')).toBeVisible();
    },
  })),
];

/** A link that saves a card. */
export const WRITES = {
  integrationId: 'verizon',
  operations: [
    {
      resource: 'paymentMethod',
      action: 'write',
      arguments: { cardNumber: '4111111111111111', expirationDate: '12/28', cvv: '987', nameOnCard: 'Jane Roe', billingZip: '10001' },
    },
  ],
};

const STEPS = ['signing_in', 'reading_account', 'collecting_statements', 'finishing'];

/** Makes the frame get this state from now on. */
async function hold(page: Page, name: string, state: object): Promise<void> {
  const body = { provider: { id: 'tmobile', name: 'T-Mobile' }, step: null, steps: [], attemptsLeft: null, error: null, ...state };
  await page.route(/\/clip\/[^/]+\/state$/, (route) =>
    route.request().headers()['if-none-match'] === `"${name}"` ? undefined : route.fulfill({ json: body, headers: { etag: `"${name}"` } }),
  );
}
