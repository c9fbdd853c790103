// When the engine panics, the session ends with INTERNAL_ERROR, nothing stays, and the next call works with a fresh instance.
// The engine of these tests is the package's with one addition: it panics when the frame reports the step "panic", in the middle of its
// work and with inputs in the queue.

import type { Frame } from '@playwright/test';
import { inRepository } from '../../harness/places.ts';
import { expect, test } from '../../harness/lab.ts';

test.use({ otherFolders: { '/passage/dist/': inRepository('target/panic-probe') } });

test.beforeEach(async ({ lab, witness }) => {
  // The trap appears once in the console, with the text of WebAssembly or of the script engine.
  witness.allow(/^unhandled: (unreachable|abort)$/);
  await lab.goto();
});

const panic = (frame: Frame) => frame.evaluate(() => say({ type: 'progress', step: 'panic' }));

test('a panic ends the session with INTERNAL_ERROR, and nothing stays', async ({ lab }) => {
  await panic(await lab.openUntilLive());
  expect((await lab.ended()).error).toEqual({
    error: expect.stringContaining('next call'),
    userMessage: 'This did not work. Please try again in a moment.',
    code: 'INTERNAL_ERROR',
    retryable: true,
  });
  expect((await lab.told()).slice(-3)).toEqual(['1 ended', '1 onConnectionError', '1 result']);
  await lab.expectNothingLeft();
});

test('the next call works, and continues the same session', async ({ lab, service }) => {
  await panic(await lab.openUntilLive());
  expect((await lab.ended(1)).error.code).toBe('INTERNAL_ERROR');
  await lab.openUntilLive();
  const [before, after] = service.of('claim');
  expect(after!.key).toBe(before!.key);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('the next call may be made inside the callback', async ({ lab, page, service }) => {
  await page.evaluate(() => void calls.open({ onConnectionError: () => void calls.open({ claimCode: 'clm_2' }) }));
  await panic(await lab.frame());
  expect((await lab.ended(1)).error.code).toBe('INTERNAL_ERROR');
  await expect.poll(() => service.link('clm_2').status).toBe('active');
  await lab.frame();
  service.set('clm_2', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

test('events that come after a panic cause no second error', async ({ lab, page, service }) => {
  let errors = 0;
  page.on('pageerror', () => (errors += 1));
  const frame = await lab.openUntilLive();
  await frame.evaluate(() => {
    for (const step of ['panic', 'after', 'panic']) say({ type: 'progress', step });
    say({ type: 'close' });
  });
  expect((await lab.ended()).error.code).toBe('INTERNAL_ERROR');
  service.set('clm_1', { status: 'complete' });
  await page.evaluate(() => {
    for (const name of ['online', 'offline', 'pageshow', 'resize', 'popstate', 'keydown']) dispatchEvent(new Event(name));
    for (const name of ['visibilitychange', 'resume']) document.dispatchEvent(new Event(name));
    calls.handles[0]!.close();
    passage.close();
  });
  // After a whole session, every late event has arrived.
  await lab.openUntilLive('clm_2');
  await page.evaluate(() => passage.close());
  expect(errors).toBe(1);
});

test('several panics in a row: each call gets its ending', async ({ lab, page, service }) => {
  for (let call = 1; call <= 3; call += 1) {
    await panic(await lab.openUntilLive(`clm_${call}`));
    expect((await lab.ended(call)).error.code).toBe('INTERNAL_ERROR');
  }
  await page.evaluate(() => passage.preload());
  await lab.openUntilLive('clm_4');
  service.set('clm_4', { status: 'complete' });
  expect((await lab.ended(4)).outcome).toBe('complete');
});

test('a panic while the page waits to retry leaves no timer and no request', async ({ lab, service }) => {
  const frame = await lab.openUntilLive();
  await expect.poll(() => service.held.size).toBe(1);
  service.every('status', { status: 503 });
  service.set('clm_1', {});
  await lab.event('retrying');
  await panic(frame);
  expect((await lab.ended()).error.code).toBe('INTERNAL_ERROR');
  await expect.poll(async () => (await lab.counts()).timers).toEqual([]);
});
