// Loading the engine: late, only once, retried after a failure, and failures are reported.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, SOON, test } from '../../harness/lab.ts';
import { UNPACKED } from '../../harness/places.ts';

const ENGINE = '**/dist/engine.js';

const BYTES = '**/dist/bytes.js';

/** Delays the engine's script, or its bytes, until the returned function is called. */
async function withhold(page: Page, file = ENGINE): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(file, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test.describe('the dialog answers the click, before the engine has loaded', () => {
  test('it is open and named when the call returns, and the session goes on in it', async ({ lab, page, service }) => {
    await lab.goto();
    const release = await withhold(page);
    const shown = await page.evaluate(() => {
      calls.open();
      const root = around.lastElementChild!;
      Object.assign(globalThis, { root });
      const dialog = root.shadowRoot!.querySelector('dialog')!;
      return { modal: dialog.matches(':modal'), lang: dialog.lang, focused: root.shadowRoot!.activeElement === dialog };
    });
    expect(shown).toEqual({ modal: true, lang: 'en', focused: true });
    const dialog = lab.named('Connect your account');
    await expect(dialog.getByRole('heading', { name: 'Connect your account' })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Close' })).toBeEnabled();
    expect(await lab.told()).toEqual([]);
    release();
    await lab.frame();
    // It is the same dialog element.
    expect(await page.evaluate(() => document.querySelectorAll('[data-react-aria-top-layer]').length)).toBe(1);
    expect(await page.evaluate(() => (globalThis as any).root.isConnected)).toBe(true);
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
  });

  test("in another language it is named in English until that language has loaded, which does not wait for the engine's bytes", async ({
    lab,
    page,
  }) => {
    await lab.goto();
    const [releaseEngine, releaseBytes] = [await withhold(page), await withhold(page, BYTES)];
    await page.evaluate(() => {
      Object.assign(document.documentElement, { lang: 'he', dir: 'rtl' });
      calls.open();
    });
    const english = lab.named('Connect your account');
    await expect(english.getByRole('button', { name: 'Close' })).toBeEnabled();
    // Nobody sees it change its language, or its direction.
    await expect(english.locator('h2')).toBeEmpty();
    await expect(english).toHaveCSS('direction', 'rtl');
    releaseEngine();
    const hebrew = lab.named('חיבור החשבון שלך');
    await expect(hebrew.locator('h2')).toHaveText('חיבור החשבון שלך');
    await expect(hebrew).toHaveAttribute('lang', 'he');
    await expect(hebrew.getByRole('button', { name: 'סגירה' })).toBeEnabled();
    expect(await lab.told()).toEqual([]);
    releaseBytes();
    await lab.frame();
    await page.evaluate(() => passage.close());
  });

  test('once its language is loaded, it has it when the call returns: that of the page, or of the configuration', async ({ lab, page }) => {
    for (const configured of [false, true]) {
      await lab.goto();
      await page.evaluate((configured) => {
        if (configured) passage.configure({ locale: 'ko' });
        else document.documentElement.lang = 'ko-KR';
        return passage.preload();
      }, configured);
      // The texts are a file of their own, for which `preload()` does not wait.
      const languageAtReturn = () =>
        page.evaluate(() => {
          calls.open();
          const { lang } = around.lastElementChild!.shadowRoot!.querySelector<HTMLElement>('.box')!;
          passage.close();
          return lang;
        });
      await expect.poll(languageAtReturn, SOON).toBe('ko');
    }
  });

  for (const [how, act] of [
    ['Escape', (page: Page) => page.keyboard.press('Escape')],
    ['its close button', (page: Page) => page.getByRole('button', { name: 'Close' }).click()],
    ['close()', (page: Page) => page.evaluate(() => passage.close())],
    [
      'the page, which closes the dialog',
      (page: Page) => page.evaluate(() => around.lastElementChild!.shadowRoot!.querySelector('dialog')!.close()),
    ],
  ] as const) {
    test(`${how} closes it, and nothing stays, also when the engine comes`, async ({ lab, page }) => {
      await lab.goto();
      const release = await withhold(page);
      await lab.open();
      await expect(lab.shown).toBeVisible();
      await act(page);
      expect((await lab.ended()).outcome).toBe('closed');
      await expect(lab.shown).toHaveCount(0);
      release();
      await page.evaluate(() => passage.preload());
      await expect(lab.shown).toHaveCount(0);
    });
  }

  test('a page modal that listens for clicks and keys outside of itself gets none from our dialog', async ({ lab, page }) => {
    await lab.goto();
    const release = await withhold(page);
    await lab.open();
    await page.evaluate(() => {
      const stop = new AbortController();
      Object.assign(globalThis, { heard: [], stop });
      const hear = ({ type }: Event) => (globalThis as any).heard.push(type);
      for (const type of ['pointerdown', 'mousedown', 'click', 'keydown']) {
        document.addEventListener(type, hear, { capture: true, signal: stop.signal });
      }
    });
    await page.getByRole('heading', { name: 'Connect your account' }).click();
    await page.keyboard.press('Shift');
    expect(await page.evaluate(() => (globalThis as any).heard)).toEqual([]);
    await page.evaluate(() => (globalThis as any).stop.abort());
    await page.keyboard.press('Escape');
    expect((await lab.ended()).outcome).toBe('closed');
    release();
    await page.evaluate(() => passage.preload());
  });
});

test.describe('the link is claimed while the engine is on its way', () => {
  test('once, with any claim code, and the session goes on with the answer', async ({ lab, page, service }) => {
    const claimCode = 'clm_"\\\tü';
    await lab.goto();
    const release = await withhold(page, BYTES);
    await page.evaluate((claimCode) => void calls.open({ claimCode }), claimCode);
    await expect.poll(() => service.of('claim').map(({ code }) => code)).toEqual([claimCode]);
    expect(await lab.told()).toEqual([]);
    release();
    await lab.frame();
    service.set(claimCode, { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    expect(service.of('claim')).toHaveLength(1);
  });

  test('a failed try is followed by another with the same key', async ({ lab, page, service }) => {
    service.next('claim', { status: 503, body: { error: 'Busy' } });
    await lab.goto();
    const release = await withhold(page, BYTES);
    await lab.open();
    await expect.poll(() => service.of('claim').length).toBe(1);
    release();
    await lab.frame();
    await page.evaluate(() => passage.close());
    const keys = service.of('claim').map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('closing before the engine has loaded gives the claim up; opening again continues the same session', async ({
    lab,
    page,
    service,
  }) => {
    const answer = service.hold('claim');
    await lab.goto();
    const release = await withhold(page, BYTES);
    await lab.open();
    await expect.poll(() => service.of('claim').length).toBe(1);
    await page.evaluate(() => passage.close());
    expect((await lab.ended()).outcome).toBe('closed');
    await expect.poll(() => service.underWay.size).toBe(0);
    answer();
    release();
    await lab.openUntilLive();
    await page.evaluate(() => passage.close());
    const keys = service.of('claim').map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('a claimCode function is not called before the engine has loaded', async ({ lab, page, service }) => {
    await lab.goto();
    const release = await withhold(page, BYTES);
    const script = page.waitForResponse(ENGINE);
    await page.evaluate(() => {
      Object.assign(globalThis, { asks: 0 });
      calls.open({ claimCode: () => ((globalThis as any).asks++, 'clm_1') });
    });
    await (await script).finished();
    expect(await page.evaluate(() => (globalThis as any).asks)).toBe(0);
    release();
    await lab.frame();
    expect(await page.evaluate(() => (globalThis as any).asks)).toBe(1);
    expect(service.of('claim')).toHaveLength(1);
    await page.evaluate(() => passage.close());
  });
});

test('after preload() opening loads nothing more and shows the modal at once', async ({ lab, page }) => {
  await lab.goto();
  await page.evaluate(() => Promise.all([passage.preload(), passage.preload()]));
  const loaded = lab.addresses.filter((address) => address.endsWith('/dist/engine.js'));
  expect(loaded).toHaveLength(1);
  const height = await page.evaluate(() => {
    calls.open();
    return around.lastElementChild!.shadowRoot!.querySelector('.box')!.clientHeight;
  });
  expect(height).toBeGreaterThan(0);
  await lab.frame();
  await page.evaluate(() => passage.close());
  expect(lab.addresses.filter((address) => address.endsWith('/dist/engine.js'))).toEqual(loaded);
});

test('a file of the package that fails to load is requested once more', async ({ lab, page, witness }) => {
  witness.allow(/Failed to load resource/);
  await lab.goto();
  await page.route('**/dist/engine.js', (route) => route.abort(), { times: 1 });
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
});

test('an engine that cannot be loaded ends in SDK_LOAD_FAILED, and the next call tries again', async ({ lab, page, witness, service }) => {
  witness.allow(/Failed to load resource/);
  await lab.goto();
  await page.route('**/dist/engine.js', (route) => route.abort());
  await lab.open();
  expect((await lab.ended(1)).error).toMatchObject({ code: 'SDK_LOAD_FAILED', retryable: true });
  expect(await page.evaluate(() => passage.preload().catch(() => 'rejected'))).toBe('rejected');
  await page.unroute('**/dist/engine.js');
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended(2)).outcome).toBe('complete');
});

for (const file of ['engine', 'bytes', 'texts/de']) {
  test(`a browser that remembers a failed import gets ${file}.js by another address`, async ({ lab, page, witness }) => {
    witness.allow(/Failed to load resource/);
    // Browsers before 2026 never request an address again whose import has failed once.
    await page.addInitScript(() => {
      const failed = new Map<string, unknown>();
      Object.assign(globalThis, {
        remembering: async (address: string, load: () => Promise<unknown>) => {
          if (failed.has(address)) throw failed.get(address);
          return load().catch((error: unknown) => {
            failed.set(address, error);
            throw error;
          });
        },
      });
    });
    await page.route('**/dist/{session,engine}.js', async (route) => {
      const response = await route.fetch();
      const script = await response.text();
      const body = script.replaceAll(/import\(`(\.\/[^`]+)`\)/g, 'remembering(`$1`, () => import(`$1`))');
      expect(body).not.toBe(script);
      await route.fulfill({ response, body });
    });
    await lab.goto();
    await page.evaluate(() => passage.configure({ locale: 'de' }));
    await page.route(`**/dist/${file}.js`, (route) => route.abort(), { times: 1 });
    await lab.openUntilLive();
    await expect(lab.named('Konto verbinden')).toBeVisible();
    await page.evaluate(() => passage.close());
  });
}

test('an engine that never arrives is waited for 10 s, and a later call can load it', async ({ lab, page }) => {
  await lab.gotoAtStoppedClock();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const asked = page.waitForRequest(ENGINE);
  await page.route(ENGINE, async (route) => {
    await released;
    await route.continue();
  });
  await lab.open();
  await asked;
  await page.clock.runFor(9_999);
  expect(await lab.told()).toEqual([]);
  await page.clock.runFor(1);
  expect((await lab.ended()).error).toMatchObject({ code: 'SDK_LOAD_FAILED', retryable: true });
  release();
  await page.evaluate(() => passage.preload());
  await lab.openUntilLive();
  await page.evaluate(() => passage.close());
});

test('a language that never arrives is waited for 10 s, then the texts are English', async ({ lab, page }) => {
  await lab.gotoAtStoppedClock();
  await page.evaluate(() => passage.preload());
  await page.evaluate(() => passage.configure({ locale: 'de' }));
  const asked = page.waitForRequest('**/dist/texts/de.js');
  await page.route('**/dist/texts/de.js', () => undefined);
  await lab.open();
  await asked;
  await page.clock.runFor(9_999);
  expect(await lab.told()).toEqual([]);
  await page.clock.runFor(1);
  await expect(page.getByRole('status')).toHaveText('Opening a secure connection');
  await page.evaluate(() => passage.close());
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a failing address given as wasm is requested twice and reported once', async ({ lab, page, service, witness }) => {
  witness.allow(/status of 404/);
  await lab.goto();
  await page.evaluate((address) => passage.configure({ wasm: `${address}/nowhere.wasm` }), service.address);
  await lab.open();
  expect((await lab.ended(1)).error.code).toBe('SDK_LOAD_FAILED');
  expect(lab.addresses.filter((address) => address.endsWith('/nowhere.wasm'))).toHaveLength(2);
  expect(await lab.told()).toEqual(['1 ended', '1 onConnectionError', '1 result']);
});

test('close() while the engine never loads: one ending, nothing after it', async ({ lab, page, service, witness }) => {
  witness.allow(/status of 404|Failed to load resource/);
  await lab.goto();
  await page.evaluate((address) => {
    passage.configure({ wasm: `${address}/nowhere.wasm` });
    calls.open();
    passage.close();
  }, service.address);
  expect((await lab.ended()).outcome).toBe('closed');
  // Waits for the same failure; by then that of the session has been reported too.
  await page.evaluate(() => passage.preload().catch(() => undefined));
  expect(await lab.told()).toEqual(['1 ended', '1 onClose', '1 result']);
});

test('a self-hosted WebAssembly: by address, as bytes, as a module', async ({ lab, page }) => {
  for (const how of ['address', 'URL', 'bytes', 'module'] as const) {
    await lab.goto();
    await page.evaluate(async (how) => {
      const address = new URL('passage/dist/passage.wasm', location.href);
      const bytes = await (await fetch(address)).arrayBuffer();
      const wasm = { address: address.href, URL: address, bytes, module: await WebAssembly.compile(bytes) }[how];
      passage.configure({ wasm });
    }, how);
    const before = lab.addresses.length;
    // Each time another code, because a reloaded page no longer has the key of its claim.
    await lab.openUntilLive(`clm_${how}`);
    await page.evaluate(() => passage.close());
    const asked = lab.addresses.slice(before);
    expect(
      asked.filter((address) => address.endsWith('.wasm')),
      how,
    ).toHaveLength(how === 'address' || how === 'URL' ? 1 : 0);
    expect(
      asked.filter((address) => address.endsWith('/dist/bytes.js')),
      'the binary inside the package',
    ).toEqual([]);
  }
});

test('a wasm option that is not WebAssembly ends in SDK_LOAD_FAILED', async ({ lab, page }) => {
  await lab.goto();
  await page.evaluate(() => passage.configure({ wasm: new TextEncoder().encode('<!doctype html>') }));
  await lab.open();
  expect((await lab.ended()).error.code).toBe('SDK_LOAD_FAILED');
});

test('the file in the package is a WebAssembly', async ({}) => {
  const bytes = await readFile(`${UNPACKED}/dist/passage.wasm`);
  expect(WebAssembly.validate(bytes)).toBe(true);
});

test('a page whose createElement breaks after the dialog was shown gets a typed ending, and nothing stays', async ({ lab, page }) => {
  await lab.goto();
  await page.evaluate(async () => {
    await passage.preload();
    const real = document.createElement;
    document.createElement = function (name: string) {
      if (name === 'p') throw new Error('no paragraphs');
      return real.call(document, name);
    } as never;
  });
  await lab.open();
  expect((await lab.ended()).error).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
  await page.evaluate(() => Reflect.deleteProperty(document, 'createElement'));
});
