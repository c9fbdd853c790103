// Tests the check of requests to a page's own origin: it must find every unexpected one.

import { Host } from '../../harness/host.ts';
import { judgeOwnOrigin } from '../../harness/own-origin.ts';
import { UNPACKED } from '../../harness/places.ts';
import { expect, test as base } from '../../harness/test.ts';

/** A page that does nothing by itself. */
const test = base.extend<{ host: Host }>({
  host: async ({ page, serve, connect }, use) => {
    const pages = { '/': { html: () => '<!doctype html><title>A page</title>' } };
    const host = await serve(Host.start(connect, { folders: { '/passage/': UNPACKED }, pages }));
    await page.goto(host.address);
    await use(host);
  },
});

/** What the page does, and how an unexpected request of it is reported. */
const STRAYS: Record<string, [() => Promise<unknown>, string]> = {
  'an address that is undefined': [async () => (await fetch(String(undefined))).text(), 'GET /undefined (empty)'],
  'an address without an origin': [async () => (await fetch('/link/claim', { method: 'POST' })).text(), 'POST /link/claim (empty)'],
  'an empty address': [async () => (await fetch('')).text(), 'GET / (empty)'],
  'a frame whose address is null': [
    () =>
      new Promise<void>((loaded) =>
        document.body.append(Object.assign(document.createElement('iframe'), { src: 'null', onload: () => loaded() })),
      ),
    'GET /null (iframe)',
  ],
  'a script that is not there': [
    () => import('/passage/dist/texts/xx.js' as string).catch(() => undefined),
    'GET /passage/dist/texts/xx.js (script)',
  ],
};

for (const [what, [ask, stray]] of Object.entries(STRAYS)) {
  test(`${what} is found`, async ({ page, host, witness }) => {
    witness.allow(/Failed to load resource/);
    expect(host.links).toEqual([]);
    await page.evaluate(ask);
    expect(judgeOwnOrigin).toThrow(stray);
  });
}

test("a page's own files and calls, and the package's files, are not", async ({ page, host }) => {
  await page.evaluate(async () => {
    const asked = [fetch('/api/config'), fetch('/api/links', { method: 'POST' }), fetch('/passage/dist/passage.wasm')];
    for (const answer of await Promise.all(asked)) await answer.arrayBuffer();
    await import('/passage/dist/core.js' as string);
  });
  expect(host.links).toHaveLength(1);
  judgeOwnOrigin();
});
