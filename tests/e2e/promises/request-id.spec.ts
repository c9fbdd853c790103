// An error names the request whose answer decided it (`requestId`), for a report to the service.

import { expect, test } from '../../harness/lab.ts';

test.beforeEach(({ lab }) => lab.goto());

for (const [status, code] of [
  [400, 'INVALID_CLAIM_CODE'],
  [404, 'INVALID_CLAIM_CODE'],
  [410, 'LINK_EXPIRED'],
  [418, 'UNEXPECTED_RESPONSE'],
] as const) {
  test(`a claim that is refused with ${status}: the Request-Id of that answer`, async ({ lab, service }) => {
    service.next('claim', { status });
    await lab.open();
    expect((await lab.ended()).error).toMatchObject({ code, requestId: service.of('claim')[0]!.requestId });
  });
}

test('a link that fails: the Request-Id of the status that said so', async ({ lab, service }) => {
  await lab.openUntilLive();
  service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'No' } });
  const { error } = await lab.ended();
  expect(error.requestId).toBe(service.of('status').at(-1)!.requestId);
});

test('a claim that is tried again: the Request-Id of the last try', async ({ lab, service }) => {
  service.next('claim', { status: 503 });
  service.next('claim', { status: 404 });
  await lab.open();
  expect((await lab.ended()).error.requestId).toBe(service.of('claim')[1]!.requestId);
});

test('a Request-Id that is no identifier is left out', async ({ lab, service }) => {
  service.next('claim', { status: 404, headers: { 'request-id': 'call this number' } });
  await lab.open();
  expect((await lab.ended()).error).not.toHaveProperty('requestId');
});

test('an error that no answer decided has none', async ({ lab, page }) => {
  await page.evaluate(() => void calls.open({ claimCode: () => '' }));
  expect((await lab.ended()).error).not.toHaveProperty('requestId');
});
