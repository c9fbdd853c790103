// Promise 3: a connection is complete when `GET /link/status` says so, and never because a message says so.

import type { Frame } from '@playwright/test';
import { untilMessage } from '../../harness/arrivals.ts';
import { Service } from '../../harness/scripted-service.ts';
import { expect, sendToFrame, test, UNPAINTED, type Lab } from '../../harness/lab.ts';

test.beforeEach(({ lab }) => lab.goto());

/** A step that the real frame reports; when it has arrived, all earlier messages have arrived as well. */
async function marker(lab: Lab, frame: Frame): Promise<void> {
  await frame.evaluate(() => say({ type: 'progress', step: 'marker' }));
  await lab.page.waitForFunction(() => calls.log.some(({ value }) => value?.step === 'marker'));
}

const LIES = [
  { type: 'complete' },
  { type: 'status', status: 'complete' },
  { type: 'ended', outcome: 'complete' },
  { type: 'progress', step: 'complete' },
  { type: 'onConnectionComplete' },
  { type: 'changed', status: 'complete', linkId: 'link_1' },
];

test('the frame cannot say that it is complete', async ({ lab, service }) => {
  const frame = await lab.openUntilLive();
  await frame.evaluate((lies) => lies.forEach((lie) => say(lie)), LIES);
  await marker(lab, frame);
  expect(await lab.told()).not.toContain('1 ended');
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('the page and its other frames cannot speak for the frame', async ({ lab, page, service }) => {
  const frame = await lab.openUntilLive();
  await page.evaluate(
    async ([lies, address]) => {
      const close = { passage: 1, type: 'close' };
      const { shadowRoot } = around.lastElementChild!;
      const inner = document.createElement('iframe');
      inner.srcdoc = '<p>another frame</p>';
      await new Promise((loaded) => {
        inner.onload = loaded;
        document.body.append(inner);
      });
      const source = shadowRoot!.querySelector('iframe')!.contentWindow;
      for (const lie of [...lies.map((each) => ({ passage: 1, ...each })), close]) {
        postMessage(lie, location.origin);
        (inner.contentWindow as any).eval(`parent.postMessage(${JSON.stringify(lie)}, '*')`);
        // Every field is right, but a script has created the event, not the browser.
        dispatchEvent(new MessageEvent('message', { data: lie, origin: address, source }));
      }
      inner.remove();
    },
    [LIES, service.address] as const,
  );
  await marker(lab, frame);
  expect(await lab.told()).not.toContain('1 ended');
  await page.evaluate(() => passage.close());
});

test('a frame inside the frame is ignored, although it has the same origin', async ({ lab }) => {
  const frame = await lab.openUntilLive();
  await frame.evaluate(async () => {
    const inner = document.createElement('iframe');
    inner.src = location.href;
    document.body.append(inner);
    // It reports ready, like every page at this address, and then sends forged messages.
    await new Promise((loaded) => (inner.onload = loaded));
    (inner.contentWindow as any).eval("top.postMessage({ passage: 1, type: 'close' }, '*')");
    inner.remove();
  });
  await marker(lab, frame);
  expect(await lab.told()).not.toContain('1 ended');
  expect(await frame.evaluate(() => heard.filter(({ type }) => type === 'init').length)).toBe(1);
});

test("another page in the frame's window is ignored and gets no secret", async ({ lab, page, serve, service }) => {
  const stranger = await serve(Service.start());
  const frame = await lab.openUntilLive();
  // The right window, but another origin. It reports ready by itself, like the real frame.
  await frame.evaluate((address) => location.replace(address), `${stranger.address}/clip/x`);
  await frame.waitForURL(`${stranger.address}/clip/x`);
  await untilMessage(page, 'close', () => frame.evaluate(() => say({ type: 'close' })));
  expect(await lab.told()).not.toContain('1 ended');
  // All messages that the page has sent to this window arrive before this one.
  await sendToFrame(page, 'marker');
  await frame.waitForFunction(() => heard.some(({ type }) => type === 'marker'), undefined, UNPAINTED);
  expect(await frame.evaluate(() => heard.map(({ type }) => type))).toEqual(['marker']);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a status of another link does not count as an answer', async ({ lab, service }) => {
  service.next('status', { status: 200, body: { linkId: 'link_other', sessionId: 'ses', status: 'complete', error: null } });
  await lab.open();
  await lab.event('retrying');
  expect(await lab.told()).not.toContain('1 ended');
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('the status of an earlier session does not end this one', async ({ lab, service }) => {
  service.next('status', {
    status: 200,
    body: { linkId: 'link_1', sessionId: 'ses_of_before', status: 'failed', error: { code: 'AUTOMATION_ERROR', message: '' } },
  });
  await lab.openUntilLive();
  await expect.poll(() => service.of('status').length).toBeGreaterThan(1);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('a hint of the frame makes the page poll at once', async ({ lab, service }) => {
  // Without held requests, so that only the schedule and the hint cause requests.
  service.waits = false;
  const frame = await lab.openUntilLive();
  await expect.poll(() => service.of('status').length).toBeGreaterThan(0);
  service.set('clm_1', { status: 'complete' });
  await frame.evaluate(() => say({ type: 'changed' }));
  expect((await lab.ended()).outcome).toBe('complete');
});
