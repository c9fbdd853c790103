// Callbacks that call the package: each of them closes the session, opens the same link, or opens another.

import { expect, test } from '../../harness/lab.ts';

test.beforeEach(({ lab }) => lab.goto());

for (const type of ['opened', 'claimed', 'status', 'frameReady', 'progress'] as const) {
  test(`close() inside the event "${type}" ends it, and nothing but the ending follows`, async ({ lab, page }) => {
    await page.evaluate(
      (type) =>
        void calls.open({
          onEvent(event) {
            if (event.type === type) calls.handles[0]!.close();
          },
        }),
      type,
    );
    if (type === 'progress') await (await lab.frame()).evaluate(() => say({ type: 'progress', step: 'signing_in' }));
    expect((await lab.ended()).outcome).toBe('closed');
    const told = await lab.told();
    expect(told.slice(told.indexOf(`1 ${type}`))).toEqual([`1 ${type}`, '1 ended', '1 onClose', '1 result']);
  });
}

for (const engine of ['loaded', 'not loaded'] as const) {
  test(`close() when the opener loses the focus to the dialog, with the engine ${engine}`, async ({ lab, page }) => {
    if (engine === 'loaded') await page.evaluate(() => passage.preload());
    await page.evaluate(() => {
      const opener = document.getElementById('opener')!;
      opener.focus();
      opener.addEventListener('blur', () => passage.close(), { once: true });
      calls.open();
    });
    expect((await lab.ended()).outcome).toBe('closed');
    await expect(lab.shown).toHaveCount(0);
    expect(await lab.told()).toEqual(['1 ended', '1 onClose', '1 result']);
  });
}

test('close() inside the event of an opening that finds the browser offline', async ({ lab, page, context }) => {
  await page.evaluate(() => passage.preload());
  await context.setOffline(true);
  await page.evaluate(() => void calls.open({ onEvent: () => calls.handles[0]!.close() }));
  expect((await lab.ended()).outcome).toBe('closed');
  expect((await lab.told()).slice(-3)).toEqual(['1 ended', '1 onClose', '1 result']);
});

test('close() inside the ending callbacks changes nothing', async ({ lab, page, service }) => {
  await page.evaluate(() => {
    const close = () => {
      calls.handles[0]!.close();
      passage.close();
    };
    calls.open({ onConnectionComplete: close, onEvent: ({ type }) => void (type === 'ended' && close()) });
  });
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('opening another one inside an event ends the first and opens the other', async ({ lab, page, service }) => {
  await page.evaluate(
    () =>
      void calls.open({
        onEvent({ type }) {
          if (type === 'frameReady') calls.open({ claimCode: 'clm_2' });
        },
      }),
  );
  await page.waitForFunction(() => calls.handles.length === 2);
  expect((await lab.ended(1)).outcome).toBe('closed');
  await expect.poll(() => service.link('clm_2').status).toBe('active');
  await lab.frame();
  service.set('clm_2', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('opening a third session inside the onClose that the second caused: the third stays open', async ({ lab, page, service }) => {
  await page.evaluate(() => void calls.open({ onClose: () => void calls.open({ claimCode: 'clm_3' }) }));
  await lab.frame();
  await lab.open('clm_2');
  await page.waitForFunction(() => calls.handles.length === 3);
  // Calls are numbered in the order in which they began.
  const outcomes = () => page.evaluate(() => calls.log.filter(({ name }) => name === 'result').map(({ call }) => call));
  await expect.poll(outcomes).toHaveLength(2);
  await expect.poll(() => service.link('clm_3').status).toBe('active');
  await expect(lab.shown).toHaveCount(1);
  expect(service.of('claim').map(({ code }) => code)).not.toContain('clm_2');
  await lab.frame();
  service.set('clm_3', { status: 'complete' });
  await expect.poll(outcomes).toHaveLength(3);
});

test('trying again inside onConnectionError, with the same claim code', async ({ lab, page, service }) => {
  await page.evaluate(() => void calls.open({ onConnectionError: () => void calls.open() }));
  await lab.frame();
  service.set('clm_1', { status: 'failed' });
  expect((await lab.ended(1)).outcome).toBe('error');
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
  expect(await page.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(false);
});

test('trying again inside the event "ended", with the same claim code, is a new session', async ({ lab, page, service }) => {
  await page.evaluate(
    () =>
      void calls.open({
        onEvent(event) {
          if (event.type === 'ended' && event.outcome === 'error') calls.open();
        },
      }),
  );
  await lab.frame();
  service.set('clm_1', { status: 'failed' });
  expect((await lab.ended(1)).outcome).toBe('error');
  await expect.poll(() => service.of('claim').length).toBe(2);
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('close() and opening the same claim code inside an event is a new session', async ({ lab, page, service }) => {
  await page.evaluate(
    () =>
      void calls.open({
        onEvent({ type }) {
          if (type !== 'frameReady') return;
          calls.handles[0]!.close();
          calls.open();
        },
      }),
  );
  expect((await lab.ended(1)).outcome).toBe('closed');
  await expect.poll(() => service.of('claim').length).toBe(2);
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('close() and open inside the claimCode function', async ({ lab, page, service }) => {
  await page.evaluate(() => {
    calls.open({
      claimCode() {
        calls.handles[0]!.close();
        calls.open({ claimCode: 'clm_2' });
        return 'clm_1';
      },
    });
  });
  expect((await lab.ended(1)).outcome).toBe('closed');
  await expect.poll(() => service.link('clm_2').status).toBe('active');
  await lab.frame();
  service.set('clm_2', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
  expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_2']);
});

test('aborting the signal inside a callback', async ({ lab, page }) => {
  await page.evaluate(() => {
    const controller = new AbortController();
    calls.open({ signal: controller.signal, onEvent: () => controller.abort() });
  });
  expect((await lab.ended()).outcome).toBe('closed');
});

test('a callback never runs before the call that opened has returned', async ({ lab, page }) => {
  await page.evaluate(() => passage.preload());
  const early = await page.evaluate(() => {
    calls.open();
    passage.close();
    calls.open({ signal: AbortSignal.abort() });
    return calls.log.filter(({ call }) => call === 2).length;
  });
  expect(early).toBe(0);
  expect((await lab.ended(2)).outcome).toBe('closed');
});
