// Every state that only the hosted page has, and how to reach it.

import { expect, type Page } from '@playwright/test';
import type { HostedPage } from './test.ts';

export interface State {
  name: string;
  /** Its heading. */
  says: string;
  /** The console messages that this state causes. */
  reports?: RegExp;
  /** Where this state holds the code on purpose. */
  holds?: RegExp;
  reach: (page: Page, hosted: HostedPage) => Promise<void>;
}

/** An iPhone's Instagram. */
export const IN_APP =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 338.0.3.29.84';

/** In an app's browser the code stays where its "Open in browser" and the copied link need it. */
export const IN_ADDRESS = /^(\/clip\/link_\w+ (location|value)|navigated): http\S+#clm_\w+$/;

/** Where the page leads to never answers, so that it stays. */
async function complete(page: Page, hosted: HostedPage, fields: Record<string, unknown> = {}): Promise<void> {
  await page.route('https://app.budget-planner.example/**', () => undefined);
  await hosted.open(fields);
  await hosted.login('user_good');
}

async function instead(page: Page, userAgent: string): Promise<void> {
  await page.addInitScript((userAgent) => Object.defineProperty(navigator, 'userAgent', { value: userAgent }), userAgent);
}

const code = (hosted: HostedPage) => hosted.link.appClipUrl!.slice(0, -4);

export const STATES: State[] = [
  {
    name: 'login',
    says: 'Sign in to T-Mobile',
    reach: async (_page, hosted) => hosted.open(),
  },
  {
    name: 'reconnecting',
    says: '',
    reports: /ERR_FAILED/,
    reach: async (page, hosted) => {
      await page.route('**/link/claim', (route) => route.abort());
      await hosted.open();
      await expect(page.getByText('Reconnecting…')).toBeVisible();
    },
  },
  {
    name: 'complete',
    says: 'T-Mobile is connected',
    reach: async (page, hosted) => complete(page, hosted),
  },
  {
    name: 'complete-site',
    says: 'T-Mobile is connected',
    reach: async (page, hosted) => complete(page, hosted, { returnUrl: 'https://app.budget-planner.example/connected' }),
  },
  {
    name: 'complete-app',
    says: 'T-Mobile is connected',
    reach: async (page, hosted) => complete(page, hosted, { returnUrl: 'budget-app://connected' }),
  },
  {
    name: 'failed',
    says: 'That did not work',
    reach: async (_page, hosted) => {
      await hosted.open();
      await hosted.login('user_bad');
    },
  },
  {
    name: 'failed-for-good',
    says: 'That did not work',
    reach: async (_page, hosted) => {
      await hosted.open();
      await hosted.login('user_custom', JSON.stringify({ force_error: 'RESULT_VALIDATION_ERROR' }));
    },
  },
  {
    name: 'left',
    says: 'Nothing was connected',
    reach: async (_page, hosted) => {
      await hosted.open();
      await hosted.press('Cancel');
    },
  },
  {
    name: 'used',
    says: 'This is already connected',
    reach: async (page, hosted) => {
      await complete(page, hosted, { returnUrl: 'budget-app://connected' });
      await hosted.says('T-Mobile is connected');
      await page.reload();
    },
  },
  {
    name: 'in-use',
    says: 'Already open somewhere else',
    reports: /status of 409/,
    reach: async (page, hosted) => {
      await page.route('**/link/claim', (route) => route.fulfill({ status: 409, json: { error: 'In use', code: 'LINK_IN_USE' } }));
      await hosted.open();
    },
  },
  {
    name: 'expired',
    says: 'This connection has expired',
    reports: /status of 410/,
    reach: async (page, hosted) => {
      await page.route('**/link/claim', (route) => route.fulfill({ status: 410, json: { error: 'Expired', code: 'LINK_EXPIRED' } }));
      await hosted.open();
    },
  },
  {
    name: 'unknown',
    says: 'This link does not work',
    reports: /status of 404/,
    reach: async (page, hosted) => {
      await hosted.make();
      await page.goto(code(hosted));
    },
  },
  {
    name: 'unreachable',
    says: 'That did not work',
    reports: /ERR_FAILED/,
    reach: async (page, hosted) => {
      await page.addInitScript(() => void (Math.random = () => 0));
      await page.route('**/link/claim', (route) => route.abort());
      await hosted.open();
    },
  },
  {
    name: 'no-code',
    says: 'This connection is no longer open',
    reach: async (page, hosted) => {
      await hosted.make();
      await page.goto(hosted.link.appClipUrl!.split('#')[0]!);
    },
  },
  {
    name: 'in-app',
    says: 'Open this page in your browser',
    holds: IN_ADDRESS,
    reach: async (page, hosted) => {
      await instead(page, IN_APP);
      await hosted.open();
    },
  },
  {
    name: 'in-app-link',
    says: 'Open this page in your browser',
    holds: IN_ADDRESS,
    reach: async (page, hosted) => {
      await instead(page, IN_APP);
      await page.addInitScript(() => {
        navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
        document.execCommand = () => false;
      });
      await hosted.open();
      await hosted.press('Copy link');
      await expect(page.getByLabel('Link', { exact: true })).toBeVisible();
    },
  },
];
