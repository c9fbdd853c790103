// The list of the README's screenshots: every state in every look. A new state needs one entry.

import { expect, type Page } from '@playwright/test';
import type { Modal } from '../../harness/modal.ts';

export interface State {
  name: string;
  /** Whether to take the whole page, and not only the part in the window. */
  whole?: boolean;
  /** Brings the opened page into the state. */
  reach: (page: Page, modal: Modal) => Promise<void>;
}

export const STATES: State[] = [
  {
    name: 'page',
    reach: async (page) => {
      await expect(page.getByRole('button', { name: 'Connect T-Mobile' })).toBeVisible();
    },
  },
  {
    name: 'modal',
    reach: async (page, modal) => {
      await page.getByRole('button', { name: 'Connect T-Mobile' }).click();
      await expect(modal.frame.getByLabel('Username')).toBeVisible();
    },
  },
  {
    name: 'result',
    whole: true,
    reach: async (page, modal) => {
      await page.getByRole('button', { name: 'Connect T-Mobile' }).click();
      await modal.login('user_good');
      await expect(page.getByRole('table')).toBeVisible();
      await modal.expectGone();
    },
  },
];

export interface Look {
  name: string;
  colorScheme: 'light' | 'dark';
  viewport: { width: number; height: number };
}

const DESKTOP = { width: 1200, height: 800 };
const PHONE = { width: 390, height: 844 };

export const LOOKS: Look[] = [
  { name: 'desktop-light', colorScheme: 'light', viewport: DESKTOP },
  { name: 'desktop-dark', colorScheme: 'dark', viewport: DESKTOP },
  { name: 'phone-light', colorScheme: 'light', viewport: PHONE },
  { name: 'phone-dark', colorScheme: 'dark', viewport: PHONE },
];
