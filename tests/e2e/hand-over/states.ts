// Every state of a hand-over that a person can see, and how to reach it; used by the tests of accessibility and for pictures. By structure
// and not by texts, since they are reached in several languages.

import type { Computer, Device } from './test.ts';
import { expect } from './test.ts';

export interface Stage {
  computer: Computer;
  phone: (address: string) => Promise<Device>;
}

export interface State {
  name: string;
  /** Reaches it, and returns the device that shows it. */
  reach: (stage: Stage) => Promise<Device>;
}

/** The computer shows the code. Returns the address in it. */
async function offered({ computer }: Stage): Promise<string> {
  await computer.open();
  await computer.clip.locator('.button:has(.icon-phone)').click();
  await expect(computer.clip.locator('.qr svg')).toBeVisible();
  await expect(computer.clip.locator('#address')).toHaveValue(/#hnd_/);
  return computer.clip.locator('#address').inputValue();
}

async function handedOver(stage: Stage): Promise<Device> {
  const mobile = await stage.phone(await offered(stage));
  await expect(mobile.clip.locator('#username')).toBeVisible();
  await expect(stage.computer.clip.locator('.steps')).toBeVisible();
  return mobile;
}

async function atWork(stage: Stage): Promise<Device> {
  const mobile = await handedOver(stage);
  await mobile.clip.locator('#username').fill('user_good');
  await mobile.clip.locator('#password').fill('pass_good');
  await mobile.clip.locator('.button-primary').click();
  await expect(stage.computer.clip.locator('.step-now')).toBeVisible();
  await stage.computer.connect.endStep();
  await expect(stage.computer.clip.locator('.step-done')).toHaveCount(1);
  return mobile;
}

export const STATES: State[] = [
  {
    name: 'login',
    async reach({ computer }) {
      await computer.open();
      await expect(computer.clip.locator('.icon-phone')).toBeVisible();
      return computer;
    },
  },
  {
    name: 'offered',
    async reach(stage) {
      await offered(stage);
      return stage.computer;
    },
  },
  {
    name: 'phone-login',
    reach: handedOver,
  },
  {
    name: 'away',
    async reach(stage) {
      await handedOver(stage);
      return stage.computer;
    },
  },
  {
    name: 'away-at-work',
    async reach(stage) {
      await atWork(stage);
      return stage.computer;
    },
  },
  {
    name: 'back',
    async reach(stage) {
      const mobile = await handedOver(stage);
      await stage.computer.clip.locator('.button-plain').click();
      await expect(stage.computer.clip.locator('#username')).toBeVisible();
      await expect(mobile.clip.locator('.verdict')).toBeVisible();
      return mobile;
    },
  },
  {
    name: 'over',
    async reach(stage) {
      const address = await offered(stage);
      await stage.phone(address);
      const late = await stage.phone(address);
      await expect(late.clip.locator('.verdict-bad')).toBeVisible();
      return late;
    },
  },
  {
    name: 'done',
    async reach(stage) {
      const mobile = await atWork(stage);
      await stage.computer.finish();
      await expect(mobile.clip.locator('.verdict-good')).toBeVisible();
      return mobile;
    },
  },
];
