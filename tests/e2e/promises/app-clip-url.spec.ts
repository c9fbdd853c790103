// A link's address in place of its claim code.

import { expect, test } from '../../harness/lab.ts';

const FORMS: Record<string, (service: string) => string> = {
  'as the service returns it': (service) => `${service}/clip/link_1#clm_1`,
  'with the code in the query': (service) => `${service}/clip/link_1?lang=de&code=clm_1`,
  'with white space around it': (service) => `\n ${service}/clip/link_1#clm_1 \n`,
};

for (const [form, address] of Object.entries(FORMS)) {
  test(`${form}: a whole connection`, async ({ lab, page, service }) => {
    await lab.goto();
    await page.evaluate((appClipUrl) => void calls.open({ claimCode: undefined, appClipUrl }), address(service.address));
    await lab.frame();
    expect(service.of('claim').map(({ code }) => code)).toEqual(['clm_1']);
    service.set('clm_1', { status: 'complete' });
    expect(await lab.ended()).toEqual({ outcome: 'complete', linkId: 'link_1' });
  });
}

test('the claim code and the address of the same link: the same handle, one claim', async ({ lab, page, service }) => {
  await lab.goto();
  await page.evaluate((appClipUrl) => {
    calls.open({ claimCode: 'clm_1' });
    calls.open({ claimCode: undefined, appClipUrl });
    calls.open({ claimCode: 'clm_1' });
  }, FORMS['as the service returns it']!(service.address));
  await lab.frame();
  expect(await page.evaluate(() => [calls.handles.length, new Set(calls.handles).size])).toEqual([3, 1]);
  expect(service.of('claim')).toHaveLength(1);
  await page.evaluate(() => passage.close());
});

test('an address of a link that is no longer valid: an error without the code', async ({ lab, page, service }) => {
  await lab.goto();
  service.next('claim', { status: 404 });
  await page.evaluate((appClipUrl) => void calls.open({ claimCode: undefined, appClipUrl }), `${service.address}/clip/link_1#clm_1`);
  const { error } = await lab.ended();
  expect(error.code).toBe('INVALID_CLAIM_CODE');
  expect(JSON.stringify(error)).not.toContain('clm_1');
});
