// Promise 1: there is exactly one ending, and `result` agrees with it, whatever the host's callbacks do. `Lab.judge` checks that after
// every test of this folder. These tests cover the endings themselves, and callbacks that misbehave.

import { expect, test } from '../../harness/lab.ts';

test.beforeEach(({ lab }) => lab.goto());

test('complete, when the service says so', async ({ lab, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  expect(await lab.ended()).toEqual({ outcome: 'complete', linkId: 'link_1' });
  expect((await lab.told()).slice(-3)).toEqual(['1 ended', '1 onConnectionComplete', '1 result']);
});

test('error, with the code and text of the service, and the link', async ({ lab, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'The provider refused the login' } });
  const error = {
    error: 'The provider refused the login',
    userMessage: 'This did not work. Please try again in a moment.',
    code: 'AUTOMATION_ERROR',
    retryable: true,
    linkId: 'link_1',
    requestId: expect.stringMatching(/^req_/),
  };
  expect(await lab.ended()).toEqual({ outcome: 'error', error });
  const log = await lab.page.evaluate(() => calls.log);
  expect(log.find(({ name }) => name === 'onConnectionError')?.value).toEqual(error);
});

test('closed, by the person', async ({ lab }) => {
  await lab.openUntilLive();
  await lab.shown.getByRole('button', { name: 'Close' }).click();
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
});

test('without callbacks, the result alone tells the ending', async ({ lab, page, service }) => {
  const result = page.evaluate(() => passage.openAppClip({ claimCode: 'clm_1' }).result);
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect(await result).toEqual({ outcome: 'complete', linkId: 'link_1' });
});

test('complete and close() at the same moment are one ending', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  await page.evaluate(() => {
    calls.handles[0]!.close();
    calls.handles[0]!.close();
    passage.close();
  });
  expect(['closed', 'complete']).toContain((await lab.ended()).outcome);
});

test('close() after the ending changes nothing', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  await lab.ended();
  const told = await lab.told();
  await page.evaluate(() => {
    calls.handles[0]!.close();
    passage.close();
  });
  expect(await lab.told()).toEqual(told);
});

const MISBEHAVIOURS = {
  throws: () => {
    throw new Error('boom');
  },
  rejects: async () => {
    throw new Error('boom');
  },
  'gives a promise whose then throws': () =>
    ({
      then() {
        throw new Error('boom');
      },
    }) as unknown as Promise<void>,
};

for (const [how, callback] of Object.entries(MISBEHAVIOURS)) {
  for (const [name, outcome] of [
    ['onConnectionComplete', 'complete'],
    ['onConnectionError', 'error'],
    ['onClose', 'closed'],
  ] as const) {
    test(`an ${name} that ${how} is reported and changes nothing else`, async ({ lab, page, service, witness }) => {
      witness.allow(/^unhandled: boom$/);
      const reported = page.waitForEvent('pageerror', ({ message }) => message === 'boom');
      await page.evaluate(([name, source]) => void calls.open({ [name!]: eval(`(${source})`) }), [name, callback.toString()]);
      await lab.frame();
      if (outcome === 'closed') await page.evaluate(() => passage.close());
      else service.set('clm_1', { status: outcome === 'error' ? 'failed' : outcome });
      expect((await lab.ended()).outcome).toBe(outcome);
      await reported;
    });
  }

  test(`an onEvent that ${how} at every event is reported each time and changes nothing else`, async ({ lab, page, service, witness }) => {
    witness.allow(/^unhandled: boom$/);
    let reports = 0;
    page.on('pageerror', () => (reports += 1));
    await page.evaluate((source) => void calls.open({ onEvent: eval(`(${source})`) }), callback.toString());
    await lab.frame();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    const events = await lab.events();
    expect(events.length).toBeGreaterThan(4);
    await expect.poll(() => reports).toBe(events.length);
  });
}
