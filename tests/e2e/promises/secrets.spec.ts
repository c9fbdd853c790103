// Promises 6 and 7: secrets stay secret, and the package talks to nobody but the service. The witness looks for claim
// codes and tokens in the console, the DOM, addresses, referrers, storage and performance entries after every test.

import { untilMessage } from '../../harness/arrivals.ts';
import { expect, sendToFrame, test, UNPAINTED } from '../../harness/lab.ts';
import { Service } from '../../harness/scripted-service.ts';
import { UNPACKED } from '../../harness/places.ts';

test('the frame gets session and token by a message of the page, and nothing else does', async ({ lab, page, service }) => {
  await lab.goto();
  await page.evaluate(() => {
    const overheard: unknown[] = [];
    Object.assign(globalThis, { overheard });
    addEventListener('message', ({ data }) => overheard.push(data));
  });
  const frame = await lab.openUntilLive();
  const [init] = await frame.evaluate(() => heard.filter(({ type }) => type === 'init'));
  const { sessionId } = service.link('clm_1');
  expect(init).toEqual({
    passage: 1,
    type: 'init',
    sessionId,
    clientToken: `token-of-${sessionId}`,
    locale: 'en',
    theme: 'auto',
    origin: lab.host.address,
  });
  const overheard = JSON.stringify(await page.evaluate(() => (globalThis as any).overheard));
  expect(overheard).not.toContain('token-of');
  // Neither the claim code nor the token goes to the frame in its address, and the code not by message either.
  expect(frame.url()).toBe(`${service.address}/clip/${sessionId}`);
  expect(JSON.stringify(init)).not.toContain('clm_1');
  await page.evaluate(() => {
    passage.close();
    location.reload();
  });
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.locator('#opener').focus();
  await page.waitForFunction(() => true);
});

test('a frame that was led to another origin gets nothing, however ready it says it is', async ({ lab, page, serve, service }) => {
  const stranger = await serve(Service.start());
  await lab.gotoAtStoppedClock();
  service.frameHeaders = { refresh: `0; url=${stranger.address}/clip/x` };
  service.frameReady = false;
  await lab.open();
  const found = () => page.frames().find((frame) => frame.url().startsWith(stranger.address));
  await expect.poll(found).toBeTruthy();
  const frame = found()!;
  await frame.waitForFunction(() => typeof say === 'function', undefined, UNPAINTED);
  const sayReady = () =>
    frame.evaluate(() => {
      say({ type: 'ready' });
      say({ type: 'ready' });
      say({ type: 'last' });
    });
  await untilMessage(page, 'last', sayReady);
  // Whatever the page has sent to its window comes before this.
  await sendToFrame(page, 'marker');
  await frame.waitForFunction(() => heard.some(({ type }) => type === 'marker'), undefined, UNPAINTED);
  expect(await frame.evaluate(() => heard.map(({ type }) => type))).toEqual(['marker']);
  await page.clock.runFor(12_000);
  expect((await lab.ended()).error.code).toBe('FRAME_LOAD_FAILED');
});

test('no request has a Referer', async ({ lab, page, service }) => {
  await lab.goto();
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
  expect(service.referrers.length).toBeGreaterThan(2);
  expect(new Set(service.referrers)).toEqual(new Set(['']));
});

test('an error text of the service that repeats the code or the token is not passed on', async ({ lab, service }) => {
  await lab.goto();
  for (const [call, what] of ['code', 'token'].entries()) {
    const code = `clm_secret${call}`;
    await lab.openUntilLive(code);
    const repeated = what === 'code' ? code : `token-of-${service.link(code).sessionId}`;
    service.set(code, { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: `Refused ${repeated}` } });
    const { error } = await lab.ended(call + 1);
    expect(error.code).toBe('AUTOMATION_ERROR');
    expect(JSON.stringify(error)).not.toContain(repeated);
  }
  await lab.openUntilLive('clm_asCode');
  service.set('clm_asCode', { status: 'failed', error: { code: 'clm_asCode', message: 'x' } });
  expect((await lab.ended(3)).error.code).toBe('UNEXPECTED_RESPONSE');
});

test('no event, result or idempotency key holds a secret', async ({ lab, page, service }) => {
  await lab.goto();
  await page.evaluate(() => void calls.open({ claimCode: () => 'clm_verysecret' }));
  await lab.frame();
  service.next('status', { status: 503 });
  service.set('clm_verysecret', { status: 'complete' });
  await lab.ended();
  const told = JSON.stringify(await page.evaluate(() => calls.log));
  expect(told).not.toContain('clm_');
  expect(told).not.toContain('token-of');
  expect(service.of('claim')[0]!.key).toMatch(/^[0-9a-f]{32}$/);
});

test('importing it does nothing: no request, no node, no listener, no timer, no engine', async ({ lab, page }) => {
  await lab.goto();
  const files = lab.addresses.map((address) => new URL(address).pathname);
  expect(files.filter((file) => /bytes|wasm|passage_web/.test(file))).toEqual([]);
  const counts = await lab.counts();
  expect(counts.timers).toEqual([]);
  // All that is counted belongs to the test driver, which listens on the window.
  expect(counts.listeners.filter((name) => !/^Window (__playwright|[a-z]*(click|contextmenu)|mouse|pointer|touch)/.test(name))).toEqual([]);
  expect(await page.locator('body > *:not(#container)').count()).toBe(3);
  expect(await page.locator('#container > *').count()).toBe(0);
});

test('importing it on a server does no harm', async ({}) => {
  for (const entry of ['core.js', 'index.js']) {
    const exports = (await import(`${UNPACKED}/dist/${entry}`)) as Record<string, unknown>;
    expect(typeof exports.openAppClip).toBe('function');
  }
});

test('a whole connection talks to the page and the service alone, and stores nothing', async ({ lab, page, service, context }) => {
  await lab.goto();
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  await lab.ended();
  const origins = new Set(lab.addresses.map((address) => new URL(address).origin));
  expect(origins).toEqual(new Set([lab.host.address, service.address]));
  const ofService = lab.addresses.filter((address) => address.startsWith(service.address));
  for (const address of ofService) expect(new URL(address).pathname).toMatch(/^\/(link\/(claim|status)|clip\/[\w]+)$/);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
  expect(await context.cookies()).toEqual([]);
});
