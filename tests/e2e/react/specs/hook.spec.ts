// What `usePassage` returns, and the callbacks of which render it calls.

import { expect, test, VERSIONS } from './test.ts';

for (const react of VERSIONS) {
  test.describe(`React ${react}`, () => {
    test.use({ react });

    test('the hook is idle at first and becomes ready by itself', async ({ on, page, service }) => {
      await on.show({ components: [{}] });
      expect(await on.view()).toMatchObject({ status: 'idle', error: null, statuses: ['idle'] });
      await page.waitForFunction(() => stage.views.get('a')!.passage.ready);
      await expect(page.getByRole('dialog')).toHaveCount(0);
      expect(service.asked).toEqual([]);
    });

    test('with preload "intent" the engine is loaded at the first sign of intent, with "none" not before the call', async ({
      on,
      page,
    }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const engine = () => asked.filter((address) => /engine|bytes/.test(address)).length;
      const idle = () =>
        page.evaluate(() => new Promise<void>((resolve) => void requestIdleCallback(() => requestIdleCallback(() => resolve()))));
      for (const preload of ['none', 'intent'] as const) {
        await on.show({ components: [{ config: { preload } }] });
        await idle();
        expect(engine()).toBe(0);
        await page.hover('#a');
        await idle();
        if (preload === 'none') {
          expect(engine()).toBe(0);
          await on.clear();
          await page.mouse.move(900, 600);
        }
      }
      await page.waitForFunction(() => stage.views.get('a')!.passage.ready);
      expect(engine()).toBeGreaterThan(0);
    });

    test('the hook is ready in its first render when the engine is already loaded', async ({ on, page }) => {
      await page.evaluate(() => stage.passage.preload());
      await on.show({ components: [{}] });
      expect((await on.view()).ready).toBe(true);
    });

    test('the status goes from opening to active to complete', async ({ on, service }) => {
      await on.connect();
      await on.status('active');
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      await on.status('complete');
      expect(await on.view()).toMatchObject({ statuses: ['idle', 'opening', 'active', 'complete'], error: null });
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
    });

    test('a failure sets status and error, and the next call clears them', async ({ on, service }) => {
      await on.connect();
      service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'No' } });
      await on.status('error');
      expect((await on.view()).error).toBe('AUTOMATION_ERROR');
      const release = service.hold('claim');
      await on.click();
      await on.status('opening');
      expect((await on.view()).error).toBe(null);
      release();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      await on.status('complete');
      const { statuses, error } = await on.view();
      expect([statuses, error]).toEqual([['idle', 'opening', 'active', 'error', 'opening', 'active', 'complete'], null]);
      expect(await on.endings()).toEqual(['a first onConnectionError', 'a first onConnectionComplete']);
    });

    test('closing sets the status, too', async ({ on, page }) => {
      await on.connect();
      await page.evaluate(() => stage.views.get('a')!.passage.close());
      await on.status('closed');
      expect(await on.endings()).toEqual(['a first onClose']);
    });

    test('openAppClip and close are the same functions for the life of the component', async ({ on, page, service }) => {
      await on.connect({ components: [{ label: '0' }], strict: true });
      for (let render = 1; render <= 5; render += 1) await on.show({ components: [{ label: String(render) }], strict: true });
      service.set('clm_1', { status: 'complete' });
      await on.status('complete');
      const { opens, closes, renders } = await on.view();
      // In development, StrictMode renders twice at first, and the functions of one render are dropped.
      expect(renders).toBeGreaterThan(8);
      expect(closes).toBe(1);
      await page.evaluate(() => stage.views.get('a')!.opens.clear());
      await on.show({ components: [{ label: 'last' }], strict: true });
      await on.show({ components: [{ label: 'very last' }], strict: true });
      expect((await on.view()).opens).toBe(1);
      expect(opens).toBeLessThanOrEqual(2);
    });

    test('a hundred renders while it is active: one claim, one modal', async ({ on, page, service }) => {
      await on.connect();
      await page.evaluate(() => {
        for (let each = 0; each < 100; each += 1) stage.show({ components: [{ label: String(each) }] });
      });
      await expect(page.getByRole('dialog')).toHaveCount(1);
      expect(service.of('claim')).toHaveLength(1);
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
    });

    test('calling it again after a render hands over the callbacks of that render', async ({ on, page, service }) => {
      await on.connect({ components: [{ label: 'old' }] });
      await on.show({ components: [{ label: 'new' }] });
      await on.click();
      expect(await page.evaluate(() => stage.handles[0] === stage.handles[1])).toBe(true);
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      expect(await on.endings()).toEqual(['a new onConnectionComplete']);
      expect(service.of('claim')).toHaveLength(1);
    });

    test('a callback may set state: it renders with the ending in it', async ({ on, page, service }) => {
      await page.evaluate(() =>
        stage.show({
          components: [{ on: (name) => name === 'onConnectionComplete' && stage.change({ components: [{ label: 'after' }] }) }],
        }),
      );
      await on.click();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      await on.status('complete');
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
    });

    test('the settings of the hook come before those of the provider, and those before configure', async ({ on, page, service }) => {
      const { address } = service;
      await page.evaluate(() => stage.passage.configure({ baseUrl: 'http://127.0.0.1:9', locale: 'fr' }));
      await on.show({ components: [{ config: { baseUrl: address } }], provider: { baseUrl: 'http://127.0.0.1:9', locale: 'de' } });
      await on.click();
      const frame = await on.frame();
      const [init] = await frame.evaluate(() => heard.filter(({ type }) => type === 'init'));
      expect(init).toMatchObject({ locale: 'de' });
      await page.evaluate(() => stage.passage.close());
      await on.status('closed');
      await on.clear();

      await on.show({ components: [{ who: 'b', code: 'clm_2' }], provider: { baseUrl: `${address}/` } });
      await on.click('b');
      await on.frame();
    });
  });
}
