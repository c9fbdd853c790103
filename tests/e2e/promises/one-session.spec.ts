// Promise 4: one session at a time. Promise 5 without React: the newest callbacks are called.

import { expect, test } from '../../harness/lab.ts';

test.beforeEach(({ lab }) => lab.goto());

test('a double click changes nothing: one handle, one claim, one modal', async ({ lab, page, service }) => {
  await page.evaluate(() => (document.querySelector<HTMLElement>('#opener')!.onclick = () => void calls.open()));
  // Two calls at once, like a double click, before anything else can happen; and one more when the modal is open.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#opener')!.click();
    document.querySelector<HTMLElement>('#opener')!.click();
  });
  await lab.frame();
  await page.evaluate(() => document.querySelector<HTMLElement>('#opener')!.click());
  expect(await page.evaluate(() => [calls.handles.length, new Set(calls.handles).size])).toEqual([3, 1]);
  expect(service.of('claim')).toHaveLength(1);
  await expect(lab.shown).toHaveCount(1);
  await page.evaluate(() => passage.close());
});

for (const when of ['before the engine has loaded', 'while it is claimed', 'while it is active'] as const) {
  test(`the same claim code again ${when}: the same handle, the newer callbacks`, async ({ lab, page, service }) => {
    if (when === 'before the engine has loaded') {
      await page.evaluate(() => {
        calls.open();
        calls.open();
      });
    } else {
      const release = when === 'while it is claimed' ? service.hold('claim') : () => undefined;
      await lab.open();
      if (when === 'while it is active') await lab.frame();
      else await expect.poll(() => service.of('claim').length).toBe(1);
      await lab.open();
      release();
    }
    expect(await page.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(true);
    await lab.frame();
    service.set('clm_1', { status: 'complete' });
    await lab.ended(2);
    expect(service.of('claim')).toHaveLength(1);
    const told = await lab.told();
    expect(told).toContain('2 onConnectionComplete');
    expect(told).not.toContain('1 onConnectionComplete');
  });
}

test('the same function again: the same handle, and it is asked once', async ({ lab, page }) => {
  await page.evaluate(() => {
    let asked = 0;
    const claimCode = () => {
      asked += 1;
      return 'clm_1';
    };
    Object.assign(globalThis, { asked: () => asked });
    calls.open({ claimCode });
    calls.open({ claimCode });
  });
  await lab.frame();
  await page.evaluate(() => passage.close());
  expect(await page.evaluate(() => [(globalThis as any).asked(), calls.handles[0] === calls.handles[1]])).toEqual([1, true]);
});

test('another function is another session', async ({ lab, page }) => {
  await page.evaluate(() => {
    calls.open({ claimCode: () => 'clm_1' });
    calls.open({ claimCode: () => 'clm_2' });
  });
  expect((await lab.ended(1)).outcome).toBe('closed');
  await lab.frame();
  await page.evaluate(() => passage.close());
  expect((await lab.ended(2)).outcome).toBe('closed');
});

for (const when of ['before the engine has loaded', 'while it is active'] as const) {
  test(`another claim code ${when} ends the first as closed, and then opens`, async ({ lab, page, service }) => {
    if (when === 'before the engine has loaded') {
      await page.evaluate(() => {
        calls.open({ claimCode: 'clm_1' });
        calls.open({ claimCode: 'clm_2' });
      });
    } else {
      await lab.openUntilLive('clm_1');
      await lab.open('clm_2');
    }
    expect(await lab.ended(1)).toEqual({ outcome: 'closed', by: 'replaced' });
    await lab.event('claimed');
    await expect(lab.shown).toHaveCount(1);
    await expect.poll(() => service.link('clm_2').status).toBe('active');
    await lab.frame();
    service.set('clm_2', { status: 'complete' });
    expect(await lab.ended(2)).toEqual({ outcome: 'complete', linkId: service.link('clm_2').linkId });
    const told = await lab.told();
    expect(told.indexOf('1 onClose')).toBeLessThan(told.indexOf('2 opened'));
  });
}

test('the same claim code after the ending is a new session', async ({ lab, page, service }) => {
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
  await lab.openUntilLive();
  expect(await page.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(false);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(1)).outcome).toBe('closed');
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('a hundred calls with different codes at once: each ends once, the last one opens', async ({ lab, page, service }) => {
  await page.evaluate(() => {
    for (let each = 1; each <= 100; each += 1) calls.open({ claimCode: `clm_${each}` });
  });
  for (const call of [1, 50, 99]) expect((await lab.ended(call)).outcome).toBe('closed');
  await lab.frame();
  service.set('clm_100', { status: 'complete' });
  expect((await lab.ended(100)).outcome).toBe('complete');
  expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_100']);
});
