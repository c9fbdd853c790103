// Tests the witness, which judges all other tests: it must find a secret wherever it appears.

import { expect, test } from '../../harness/test.ts';
import { Witness } from '../../harness/witness.ts';

const LEAKS: Record<string, () => unknown> = {
  'the console': () => console.log({ claimCode: 'clm_leaked' }),
  'the depth of an object in the console': () => console.log({ session: { options: { claimCode: 'clm_leaked' } } }),
  'an attribute': () => document.body.setAttribute('data-code', 'clm_leaked'),
  'an open shadow root': () => {
    document.body.attachShadow({ mode: 'open' }).textContent = 'clm_leaked';
  },
  storage: () => sessionStorage.setItem('code', 'clm_leaked'),
  'the history': () => history.pushState({ code: 'clm_leaked' }, ''),
  'the address': () => history.pushState(null, '', '?code=clm_leaked'),
  'a performance entry': () => performance.mark('clm_leaked'),
  'an address that was replaced at once': () => {
    history.pushState(null, '', '?code=clm_leaked');
    history.replaceState(null, '', '/');
  },
  "a request's address": () => fetch('api/config?code=clm_leaked'),
  "a request's body": () => fetch('api/links', { method: 'POST', body: 'clm_leaked' }),
  'a header for anybody': () => fetch('api/config', { headers: { authorization: 'Bearer clm_leaked' } }),
  'what a callback was told': () => Object.assign(globalThis, { calls: { log: [{ value: { code: 'clm_leaked' } }] } }),
  'a window that was opened': () => void (open('about:blank')!.document.body.textContent = 'clm_leaked'),
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

test('a client token that no frame has used is found', async ({ context, plainHost }) => {
  const page = await context.newPage();
  const witness = new Witness(page);
  await page.goto(plainHost.address);
  await page.evaluate(() => document.body.append(`ct_${'0'.repeat(32)}`));
  await expect(witness.judge()).rejects.toThrow('ct_000');
});

test('a database or a cache is found, whatever it contains', async ({ context, plainHost }) => {
  for (const store of [() => void indexedDB.open('kept'), () => caches.open('kept').then(() => undefined)]) {
    const page = await context.newPage();
    const witness = new Witness(page);
    await page.goto(plainHost.address);
    await page.evaluate(store);
    await expect.poll(() => witness.look().then((there) => there.some((each) => each.endsWith(': kept')))).toBe(true);
    await expect(witness.judge()).rejects.toThrow('something was stored');
  }
});

test('an error that nobody handled is found', async ({ context, plainHost }) => {
  const page = await context.newPage();
  const witness = new Witness(page);
  await page.goto(plainHost.address);
  const seen = page.waitForEvent('pageerror');
  await page.evaluate(() => void Promise.reject(new Error('forgotten')));
  await seen;
  await expect(witness.judge()).rejects.toThrow('forgotten');
});

test('a page on which nothing happened passes', async ({ context, plainHost }) => {
  const page = await context.newPage();
  const witness = new Witness(page);
  await page.goto(plainHost.address);
  await witness.judge();
});
