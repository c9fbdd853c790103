// The link's `returnUrl`: the page follows it after the host's callback, unless it is dangerous.

import { expect, test, type Lab } from '../../harness/lab.ts';

/** An address on this machine, but of another origin than the lab's page. */
const landing = (lab: Lab) => `${lab.host.address.replace('localhost', '127.0.0.1')}/landing.html`;

test('the page goes to the returnUrl after onConnectionComplete, and announces it', async ({ lab, page, service }) => {
  await lab.goto();
  const told: string[] = [];
  await page.exposeFunction('note', (line: string) => told.push(line));
  await page.evaluate(
    () =>
      void calls.open({
        onEvent: (event) => void (globalThis as any).note(JSON.stringify(event)),
        onConnectionComplete: () => void (globalThis as any).note('onConnectionComplete'),
      }),
  );
  await lab.frame();
  service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
  await page.waitForURL(landing(lab));
  expect(told.slice(-3)).toEqual([
    JSON.stringify({ type: 'redirecting', returnUrl: landing(lab) }),
    JSON.stringify({ type: 'ended', outcome: 'complete' }),
    'onConnectionComplete',
  ]);
});

test('the redirect waits for the promise of the callback', async ({ lab, page, service }) => {
  await lab.goto();
  await page.evaluate(
    () =>
      void calls.open({
        onConnectionComplete: () => new Promise<void>((resolve) => Object.assign(globalThis, { saved: resolve })),
      }),
  );
  await lab.frame();
  service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
  expect((await lab.ended()).outcome).toBe('complete');
  // A round trip of the page's own, like a request that the host would make.
  await page.evaluate(() => fetch('api/config').then((response) => response.text()));
  expect(page.url()).toContain(lab.host.address);
  await page.evaluate(() => (globalThis as any).saved());
  await page.waitForURL(landing(lab));
});

test('the redirect waits at most 5 s for a promise that never settles', async ({ lab, page, service }) => {
  await lab.gotoAtStoppedClock();
  await page.evaluate(() => void calls.open({ onConnectionComplete: () => new Promise(() => undefined) }));
  await lab.frame();
  service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
  await lab.ended();
  await page.clock.runFor(4_000);
  expect(page.url()).toContain(lab.host.address);
  await page.clock.runFor(1_100);
  await page.waitForURL(landing(lab));
});

for (const how of ['throws', 'rejects'] as const) {
  test(`it is followed although the callback ${how}`, async ({ lab, page, service, witness }) => {
    witness.allow(/^unhandled: boom$/);
    await lab.goto();
    await page.evaluate((how) => {
      calls.open({
        onConnectionComplete() {
          if (how === 'throws') throw new Error('boom');
          return Promise.reject(new Error('boom'));
        },
      });
    }, how);
    await lab.frame();
    service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
    await page.waitForURL(landing(lab));
  });
}

test('with redirect: false the page stays, and no event announces a redirect', async ({ lab, page, service }) => {
  await lab.goto();
  await page.evaluate(() => void calls.open({ redirect: false }));
  await lab.frame();
  service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
  expect(await lab.ended()).toEqual({ outcome: 'complete', linkId: 'link_1' });
  expect((await lab.events()).map(({ type }) => type)).not.toContain('redirecting');
  await expect.poll(async () => (await lab.counts()).timers).toEqual([]);
});

test('after a failure or a dismissal the returnUrl is not followed', async ({ lab, page, service }) => {
  await lab.goto();
  service.set('clm_1', { returnUrl: landing(lab) });
  await lab.openUntilLive();
  service.set('clm_1', { status: 'failed' });
  expect((await lab.ended(1)).outcome).toBe('error');
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
  expect((await lab.ended(2)).outcome).toBe('closed');
  await expect.poll(async () => (await lab.counts()).timers).toEqual([]);
  expect(page.url()).toContain(lab.host.address);
});

test('no address that is dangerous or disguised is followed: the completion stands, the console says why', async ({
  lab,
  page,
  service,
  witness,
}) => {
  witness.allow(/^console\.warning: \[passage\] /);
  await lab.goto();
  let warnings = 0;
  page.on('console', (message) => (warnings += Number(message.text().includes('[passage]'))));
  const addresses = [
    'javascript:document.title="taken"',
    'JavaScript:document.title="taken"',
    ' javascript:document.title="taken"',
    'java\nscript:document.title="taken"',
    'java\tscript:document.title="taken"',
    '\u0000javascript:document.title="taken"',
    'javascript&colon;document.title="taken"',
    'data:text/html,<script>opener.document.title="taken"</script>',
    'vbscript:msgbox(1)',
    'blob:http://localhost/x',
    'file:///etc/passwd',
    'about:blank',
    'intent://x#Intent;scheme=http;end',
    'view-source:http://localhost/',
    '/landing.html',
    'landing.html',
    '//127.0.0.1/landing.html',
    'https:/\\127.0.0.1/landing.html',
    'http://example.com/',
    'https://user:pass@example.com/',
    'https://example.com@evil.example/',
    'https://',
    'https://example.com/\r\nSet-Cookie: x',
    `https://example.com/${'x'.repeat(2_048)}`,
  ];
  for (const [index, returnUrl] of addresses.entries()) {
    const code = `clm_${index + 1}`;
    service.next('status', () => {
      service.set(code, { status: 'complete', returnUrl });
      return 'ordinary';
    });
    await lab.open(code);
    expect((await lab.ended(index + 1)).outcome, returnUrl).toBe('complete');
    expect(
      (await lab.events(index + 1)).map(({ type }) => type),
      returnUrl,
    ).not.toContain('redirecting');
  }
  expect(page.url()).toContain(lab.host.address);
  expect(await page.title()).toBe('The lab');
  await expect.poll(() => warnings).toBe(addresses.length);
});

test('an app address is opened, and where the browser refuses, a link to it stays', async ({ lab, service, witness }) => {
  // No app handles this scheme, which the browser reports in the console.
  witness.allow(/Failed to launch|not allowed to launch|scheme does not have a registered handler/);
  await lab.goto();
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete', returnUrl: 'passage-test://done?link=1' });
  expect((await lab.ended()).outcome).toBe('complete');
  const link = lab.shown.getByRole('link');
  await expect(link).toHaveAttribute('href', 'passage-test://done?link=1');
  await lab.shown.getByRole('button', { name: 'Close' }).click();
  await expect(lab.shown).toHaveCount(0);
});
