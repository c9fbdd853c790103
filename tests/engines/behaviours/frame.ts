// The service's page in the frame, as a person goes through it; and opened by itself.

import { expect } from '@playwright/test';
import { type Behaviour, real, type World } from '../behaviour.ts';
import type { Behind } from '../../harness/oracle.ts';
import type { Find } from '../driver.ts';
import { EngineLab, landing } from '../lab.ts';

const USERNAME: Find = { css: '#username' };
const PASSWORD: Find = { css: '#password' };
const CODE: Find = { css: '#code' };

const WRITES = {
  integrationId: 'verizon',
  operations: [
    {
      resource: 'paymentMethod',
      action: 'write',
      arguments: { cardNumber: '4111111111111111', expirationDate: '12/28', cvv: '987', nameOnCard: 'Jane Roe', billingZip: '10001' },
    },
  ],
};

/** Waits until a text is in the page or frame. */
const says = (lab: EngineLab, text: string) =>
  lab.comes(text, () => lab.page.evaluate((text) => document.body.textContent.includes(text), text), true);

async function enterCode(lab: EngineLab, code: string): Promise<void> {
  await lab.sees(CODE);
  await lab.fill(CODE, code);
  await lab.page.press({ button: 'Verify' });
}

/** Opens the modal for a new link, and does something in its frame. */
async function signingIn(world: World<Behind>, does: (lab: EngineLab) => Promise<unknown>, fields = {}): Promise<string> {
  const link = await world.connect.createLink(fields);
  await world.lab.connect(link);
  await world.lab.inFrame(async () => {
    // The frame goes away with the modal, also in the midst of this.
    await does(world.lab);
  });
  return link.linkId;
}

/** Opens the modal for a new link, and its session on a phone. Returns the lab of the phone's page. */
async function handedOver({ lab, driver, connect }: World<Behind>): Promise<EngineLab> {
  await lab.connect(await connect.createLink());
  let address = '';
  await lab.inFrame(async () => {
    await lab.sees(USERNAME);
    await lab.page.press({ button: 'Use your phone' });
    await lab.comes('the address', async () => /#hnd_/.test((address = (await lab.sees({ css: '#address' })).value)), true);
  });
  const phone = await driver.tab('phone');
  await phone.open(address);
  const clip = new EngineLab(phone, lab.service, lab.host);
  await clip.sees(USERNAME);
  return clip;
}

export const frame: Behaviour[] = [
  real(
    'a sign-in completes the link, whose result the integrator gets',
    async (world) => {
      const linkId = await signingIn(world, (lab) => lab.login('user_good'));
      expect(await world.lab.ended()).toEqual({ outcome: 'complete', linkId });
      expect(await world.connect.link(linkId)).toMatchObject({ status: 'complete', result: expect.anything() });
    },
    { smoke: 'phone' },
  ),
  real(
    'a one-time code is asked for, and a wrong one leaves two tries',
    async (world) => {
      const linkId = await signingIn(world, async (lab) => {
        await lab.login('user_mfa');
        await enterCode(lab, '000000');
        await says(lab, '2 attempts left');
        await enterCode(lab, '123456');
      });
      expect(await world.lab.ended()).toEqual({ outcome: 'complete', linkId });
    },
    { smoke: 'desktop' },
  ),
  real('a wrong password may be followed by the right one', async (world) => {
    await signingIn(world, async (lab) => {
      await lab.login('user_good', 'wrong');
      await says(lab, '2 attempts left');
      await lab.fill(PASSWORD, 'pass_good');
      await lab.page.press({ button: 'Sign in' });
    });
    expect((await world.lab.ended()).outcome).toBe('complete');
  }),
  real('three wrong passwords fail the link, and the frame says why', async (world) => {
    await signingIn(world, async (lab) => {
      for (const left of ['2 attempts left', '1 attempt left']) {
        await lab.login('user_good', 'wrong');
        await says(lab, left);
      }
      await lab.login('user_good', 'wrong');
      await lab.sees({ css: '.verdict' });
      await lab.readFailure();
    });
    expect((await world.lab.ended()).error.code).toBe('AUTOMATION_ERROR');
  }),
  real('after a failure the same code connects once more', async (world) => {
    const { lab, connect } = world;
    const link = await connect.createLink();
    await lab.connect(link);
    await lab.inFrame(async () => {
      await lab.login('user_bad');
      await lab.sees({ css: '.verdict' });
      await lab.readFailure();
    });
    expect((await lab.ended(1)).error).toMatchObject({ code: 'AUTOMATION_ERROR', retryable: true });
    await lab.open(link.claimCode);
    await lab.told('frameReady', 2);
    await lab.inFrame(() => lab.login('user_good'));
    expect((await lab.ended(2)).outcome).toBe('complete');
  }),
  real('Cancel in the frame asks before something typed is lost, and closes', async (world) => {
    await signingIn(world, async (lab) => {
      await lab.sees(USERNAME);
      await lab.fill(USERNAME, 'somebody');
      await lab.page.press({ button: 'Cancel' });
      await says(lab, 'Leave without connecting?');
      await lab.page.press({ button: 'Stay' });
      expect((await lab.sees(USERNAME)).value).toBe('somebody');
      await lab.page.press({ button: 'Cancel' });
      await lab.page.press({ button: 'Leave' });
    });
    expect(await world.lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
  }),
  real('a change is named, and made only when the person allows it', async (world) => {
    const linkId = await signingIn(
      world,
      async (lab) => {
        await says(lab, 'ending in 1111');
        expect(await lab.page.look(USERNAME)).toEqual([]);
        await lab.page.press({ button: 'Allow this change' });
        await lab.login('user_good');
      },
      WRITES,
    );
    expect(await world.lab.ended()).toEqual({ outcome: 'complete', linkId });
  }),
  real(
    'a reload goes on where the person was: at the code',
    async (world) => {
      const { lab, tab, connect } = world;
      const link = await connect.createLink();
      await lab.connect(link);
      await lab.inFrame(async () => {
        await lab.login('user_mfa');
        await lab.sees(CODE);
      });
      await tab.reload();
      await lab.loaded();
      await lab.connect(link);
      await lab.inFrame(() => enterCode(lab, '123456'));
      expect((await lab.ended()).outcome).toBe('complete');
    },
    { smoke: 'desktop' },
  ),
  real(
    'the session goes over to a phone, which completes it; the computer follows',
    async (world) => {
      const { lab } = world;
      const clip = await handedOver(world);
      expect(await clip.page.url()).not.toContain('#');
      await lab.inFrame(() => says(lab, 'Continues on your phone'));
      await clip.login('user_good');
      expect((await lab.ended()).outcome).toBe('complete');
      await says(clip, 'T-Mobile is connected');
      expect(await lab.events()).toContain('handedOver');
      await clip.page.close();
    },
    { sizes: ['desktop'] },
  ),
  real(
    'it is taken back from the phone, which says so',
    async (world) => {
      const { lab } = world;
      const clip = await handedOver(world);
      await lab.inFrame(async () => {
        await says(lab, 'Continues on your phone');
        await lab.page.press({ button: 'Take it back' });
        await lab.login('user_good');
      });
      expect((await lab.ended()).outcome).toBe('complete');
      await clip.page.close();
    },
    { sizes: ['desktop'] },
  ),
  real(
    "a link's page by itself connects and says so",
    async ({ lab, tab, connect }) => {
      const link = await connect.createLink();
      await tab.open(link.appClipUrl!);
      await lab.login('user_mfa');
      expect(await tab.url()).not.toContain('clm_');
      await enterCode(lab, '123456');
      await says(lab, 'You can close this page.');
      expect((await connect.link(link.linkId)).status).toBe('complete');
    },
    { smoke: 'phone' },
  ),
  real("a link's page by itself follows the returnUrl", async ({ lab, tab, connect }) => {
    const link = await connect.createLink({ returnUrl: landing(lab) });
    await tab.open(link.appClipUrl!);
    await lab.login('user_good');
    await lab.comes('the landing page', async () => (await tab.url()).startsWith(landing(lab)), true);
    expect(await tab.url()).toContain(link.linkId);
  }),
];
