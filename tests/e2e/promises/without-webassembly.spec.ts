// A page whose policy forbids WebAssembly, or a browser without it: the package loads the same engine as a script, and only there.

import { expect, test } from '../../harness/lab.ts';

const POLICY = { 'content-security-policy': "script-src 'self'" };
const REFUSED = /Content Security Policy|CompileError/;

/** The names of the package's files that the page has requested. */
const files = (addresses: string[]) => addresses.flatMap((address) => /\/dist\/([\w-]+)\.js$/.exec(address)?.[1] ?? []);

test('with WebAssembly the script is not loaded', async ({ lab, service }) => {
  await lab.goto();
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  await lab.ended();
  expect(files(lab.addresses)).toContain('engine');
  expect(files(lab.addresses)).not.toContain('script-engine');
});

test.describe('forbidden by the policy', () => {
  test.use({ pageHeaders: POLICY });

  test('the script runs the session, and the WebAssembly is not loaded', async ({ lab, service, witness }) => {
    witness.allow(REFUSED);
    await lab.goto();
    await lab.openUntilLive();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    expect(files(lab.addresses)).toContain('script-engine');
    expect(files(lab.addresses)).not.toContain('engine');
  });

  test('if both are blocked, the error names the policy and what to add, and the next call tries again', async ({
    lab,
    page,
    service,
    witness,
  }) => {
    witness.allow(REFUSED);
    witness.allow(/net::ERR_FAILED .*script-engine\.js/);
    await lab.goto();
    await page.route('**/dist/script-engine.js', (route) => route.abort());
    await lab.open();
    const { error } = await lab.ended();
    expect(error).toMatchObject({ code: 'SDK_LOAD_FAILED', retryable: true });
    expect(error.error).toContain("'wasm-unsafe-eval'");
    await page.unroute('**/dist/script-engine.js');
    await lab.openUntilLive();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended(2)).outcome).toBe('complete');
  });
});

test.describe('missing in the browser', () => {
  test.use({ webAssembly: false });

  test('preload() loads the script, and the modal is there in the frame of the click', async ({ lab, page }) => {
    await lab.goto();
    await page.evaluate(() => passage.preload());
    const height = await page.evaluate(() => {
      calls.open();
      return around.lastElementChild!.shadowRoot!.querySelector('.box')!.clientHeight;
    });
    expect(height).toBeGreaterThan(0);
    expect(files(lab.addresses)).toContain('script-engine');
  });
});
