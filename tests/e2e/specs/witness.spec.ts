// The oracle of all other tests, tested: whatever way a secret comes to light, it is seen.

import { expect, test } from '../harness/test.ts';
import { Witness } from '../harness/witness.ts';

const LEAKS: Record<string, () => unknown> = {
  'the console': () => console.log({ claimCode: 'clm_leaked' }),
  'an attribute': () => document.body.setAttribute('data-code', 'clm_leaked'),
  'an open shadow root': () => {
    document.body.attachShadow({ mode: 'open' }).textContent = 'clm_leaked';
  },
  storage: () => sessionStorage.setItem('code', 'clm_leaked'),
  'the history': () => history.pushState({ code: 'clm_leaked' }, ''),
  'the address': () => history.pushState(null, '', '?code=clm_leaked'),
  'a performance entry': () => performance.mark('clm_leaked'),
  "a request's address": () => fetch('?code=clm_leaked'),
};

for (const [where, leak] of Object.entries(LEAKS)) {
  test(`a claim code in ${where} is found`, async ({ context, plainHost }) => {
    const page = await context.newPage();
    const witness = new Witness(page);
    await page.goto(plainHost.address);
    await page.evaluate(leak);
    await expect(witness.judge()).rejects.toThrow('clm_leaked');
  });
}

test('an error that nobody handled is found', async ({ context, plainHost }) => {
  const page = await context.newPage();
  const witness = new Witness(page);
  await page.goto(plainHost.address);
  const seen = page.waitForEvent('pageerror');
  await page.evaluate(() => void Promise.reject(new Error('forgotten')));
  await seen;
  await expect(witness.judge()).rejects.toThrow('forgotten');
});

test('a page on which nothing happened is innocent', async ({ context, plainHost }) => {
  const page = await context.newPage();
  const witness = new Witness(page);
  await page.goto(plainHost.address);
  await witness.judge();
});
