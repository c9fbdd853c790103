// `PassageButton`: a `<button>` as others are, whose press keeps the promises of `openAppClip`.

import type { Page } from '@playwright/test';
import { inRepository } from '../../../harness/places.ts';
import type { ButtonProps, StageProps } from './globals.d.ts';
import { expect, test, VERSIONS } from './test.ts';

const one = (button: ButtonProps = {}, more: Partial<StageProps> = {}): StageProps => ({ components: [], buttons: [button], ...more });

const told = (page: Page) => page.evaluate(() => stage.told.map(({ label, name }) => `${label} ${name}`));

/** Who closed the session that is open now, or whether it ended in another way. */
const ending = (page: Page) =>
  page.evaluateHandle(() => {
    const shared = (globalThis as unknown as Record<symbol, { current: { handle: { result: Promise<object> } } }>)[
      Symbol.for('@getpassage/web-react/1')
    ]!;
    return { result: shared.current.handle.result };
  });

for (const react of VERSIONS) {
  test.describe(`React ${react}`, () => {
    test.use({ react });

    test('a press connects; the button is busy meanwhile, never disabled, and has the focus afterwards', async ({ on, page, service }) => {
      await on.show(one());
      const button = page.locator('#a');
      await expect(button).toHaveText('Connect your account');
      await expect(button).toHaveAttribute('type', 'button');
      await expect(button).toHaveAttribute('aria-busy', 'false');
      const release = service.hold('claim');
      await button.click();
      await expect(button).toHaveAttribute('aria-busy', 'true');
      release();
      await on.frame();
      await expect(button).toHaveAttribute('aria-busy', 'true');
      await expect(button).toBeEnabled();
      service.set('clm_1', { status: 'complete' });
      await expect(button).toHaveAttribute('aria-busy', 'false');
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
      await expect(button).toBeFocused();
    });

    for (const key of ['Enter', 'Space']) {
      test(`${key} opens it, and a second press is the same session`, async ({ on, page, service }) => {
        await on.show(one());
        await page.locator('#a').focus();
        await page.keyboard.press(key);
        await on.frame();
        await on.click();
        await expect(page.getByRole('dialog')).toHaveCount(1);
        service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'No' } });
        await expect(page.locator('#a')).toHaveAttribute('aria-busy', 'false');
        expect(service.of('claim')).toHaveLength(1);
        expect(await on.endings()).toEqual(['a first onConnectionError']);
      });
    }

    for (const strict of [false, true]) {
      const mode = strict ? ' in StrictMode' : '';

      test(`with a new claimCode function in each render, a second press is the same session${mode}`, async ({ on, page, service }) => {
        await on.show(one({ codeByFunction: 'clm_2' }, { strict }));
        await on.click();
        await on.show(one({ codeByFunction: 'clm_2', label: 'second' }, { strict }));
        await on.click();
        await on.frame();
        await on.click();
        service.set('clm_2', { status: 'complete' });
        await expect(page.locator('#a')).toHaveAttribute('aria-busy', 'false');
        expect(service.of('claim')).toHaveLength(1);
        expect(await on.endings()).toEqual(['a second onConnectionComplete']);
      });

      test(`unmounting it while it is open closes the session, without a callback${mode}`, async ({ on, page }) => {
        await on.show(one({}, { strict }));
        await on.click();
        await on.frame();
        const session = await ending(page);
        const before = (await told(page)).length;
        await on.clear();
        expect(await session.evaluate(({ result }) => result)).toEqual({ outcome: 'closed', by: 'unmount' });
        expect((await told(page)).length).toBe(before);
        await expect(page.getByRole('dialog')).toHaveCount(0);
      });
    }

    test('the callbacks of the latest render are called, also one that was missing at the press', async ({ on, page }) => {
      await on.show(one({ label: 'old', without: ['onClose'] }));
      await on.click();
      await on.frame();
      await on.show(one({ label: 'new' }));
      await page.evaluate(() => stage.passage.close());
      await expect(page.locator('#a')).toHaveAttribute('aria-busy', 'false');
      expect(await on.endings()).toEqual(['a new onClose']);
      expect((await told(page)).slice(-2)).toEqual(['new ended', 'new onClose']);
    });

    test("the page's onClick comes first, and preventDefault() in it keeps the modal closed", async ({ on, page, service }) => {
      await on.show(one({ onPress: 'prevents' }));
      await on.click();
      expect(await told(page)).toEqual(['first onClick']);
      await expect(page.getByRole('dialog')).toHaveCount(0);
      expect(service.asked).toEqual([]);
      await on.show(one());
      await on.click();
      await on.frame();
      expect((await told(page)).slice(0, 3)).toEqual(['first onClick', 'first onClick', 'first opened']);
    });

    test('what a button takes goes through, and so does a ref', async ({ on, page }) => {
      const props = { className: 'primary', title: 'Connect', 'data-kind': 'bank', name: 'connect', value: '1', disabled: true };
      await on.show(one({ props: { ...props, children: 'Connect your bank', claimCode: 'clm_1', theme: 'dark', redirect: false } }));
      const attributes = await page.locator('#a').evaluate((button) => button.getAttributeNames().sort());
      expect(attributes).toEqual(['aria-busy', 'class', 'data-kind', 'disabled', 'id', 'name', 'title', 'type', 'value']);
      await expect(page.locator('#a')).toHaveText('Connect your bank');
      expect(await page.evaluate(() => stage.refs.last.current === document.getElementById('a'))).toBe(true);
      await on.show(one({ refByFunction: true }));
      expect(await page.evaluate(() => stage.refs.last.current)).toBeNull();
      await on.clear();
      expect(await page.evaluate(() => stage.told.filter(({ name }) => name === 'ref').map(({ value }) => value))).toEqual([
        'BUTTON',
        null,
      ]);
    });

    test('it loads the engine at intent on the button, unless it is told otherwise', async ({ on, page }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const engine = () => asked.filter((address) => /engine|bytes/.test(address)).length;
      const idle = () =>
        page.evaluate(() => new Promise<void>((resolve) => void requestIdleCallback(() => requestIdleCallback(() => resolve()))));
      // `undefined` is a prop that is left out, so the provider's setting counts.
      await on.show(one({ props: { preload: undefined } }, { provider: { preload: 'none' } }));
      await page.hover('#a');
      await idle();
      expect(engine()).toBe(0);
      await on.clear();
      await page.mouse.move(900, 600);
      await on.show(one({}, { components: [{ who: 'b', config: { preload: 'none' } }] }));
      await page.hover('#b');
      await idle();
      expect(engine()).toBe(0);
      await page.locator('#a').focus();
      await expect.poll(engine).toBeGreaterThan(0);
    });

    test('a signal closes it; a link may be given by its address', async ({ on, page, service }) => {
      await page.evaluate((address) => {
        const controller = new AbortController();
        Object.assign(globalThis, { controller });
        const props = { claimCode: undefined, appClipUrl: `${address}/clip/link_1#clm_1`, signal: controller.signal };
        stage.show({ components: [], buttons: [{ props }] });
      }, service.address);
      await on.click();
      await on.frame();
      await page.evaluate(() => (globalThis as unknown as { controller: AbortController }).controller.abort());
      await expect(page.locator('#a')).toHaveAttribute('aria-busy', 'false');
      expect(await on.endings()).toEqual(['a first onClose']);
      expect(await page.evaluate(() => stage.told.at(-1)!.value)).toEqual({ by: 'signal' });
    });

    test('options that cannot work are an uncaught error of the press', async ({ on, page, witness }) => {
      witness.allow(/create a link on your server|no longer takes onSuccess|Unknown event handler property/);
      for (const [props, said] of [
        [{ claimCode: undefined }, 'create a link on your server'],
        [{ onSuccess: 'connected' }, 'no longer takes onSuccess: use onConnectionComplete'],
        [{ onClose: 'closed' }, 'onClose must be a function'],
      ] as const) {
        witness.allow(new RegExp(said));
        await on.show(one({ props }));
        const error = page.waitForEvent('pageerror');
        await on.click();
        expect((await error).message).toContain(said);
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    });

    test('rendered on a server, it hydrates without a difference, and connects', async ({ on, page, service }) => {
      const props = one({}, { strict: true });
      const { render } = (await import(inRepository(`tests/e2e/react/dist/${react}/server.mjs`))) as { render(props: StageProps): string };
      const html = render(props);
      expect(html).toContain('Connect your account</button>');
      await page.evaluate(([html, props]) => stage.hydrate(html, props), [html, props] as const);
      await on.click();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      await expect(page.locator('#a')).toHaveAttribute('aria-busy', 'false');
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
    });
  });
}
