// Mounting and unmounting: promise 4 for components. A component that unmounts closes its session and gets no more callbacks. The double
// renders and effects of StrictMode change nothing.

import { expect, REHEARSES_EFFECTS, test, VERSIONS } from './test.ts';

for (const react of VERSIONS) {
  test.describe(`React ${react}`, () => {
    test.use({ react });

    test('StrictMode changes nothing: one claim, one modal, each callback once', async ({ on, page, service }) => {
      await on.connect({ components: [{}], strict: true });
      await on.status('active');
      await expect(page.getByRole('dialog')).toHaveCount(1);
      service.set('clm_1', { status: 'complete' });
      await on.status('complete');
      expect(service.of('claim')).toHaveLength(1);
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
      expect((await on.view()).statuses).toEqual(['idle', 'opening', 'active', 'complete']);
    });

    if (Number(react) >= REHEARSES_EFFECTS) {
      test('opening in an effect under StrictMode, which runs it twice: one session', async ({ on, page, service }) => {
        await on.show({ components: [{ auto: 'open' }], strict: true });
        await on.frame();
        expect(await page.evaluate(() => [stage.handles.length, new Set(stage.handles).size])).toEqual([2, 1]);
        service.set('clm_1', { status: 'complete' });
        await on.status('complete');
        expect(service.of('claim')).toHaveLength(1);
        expect(await on.endings()).toEqual(['a first onConnectionComplete']);
      });

      test('an effect that opens and closes, run twice by StrictMode: the second session stays open', async ({ on, service }) => {
        await on.show({ components: [{ auto: 'open and close' }], strict: true });
        await on.frame();
        expect(await on.closedBy(1)).toBe('host');
        service.set('clm_1', { status: 'complete' });
        expect(await on.outcome(2)).toBe('complete');
        expect(await on.endings()).toEqual(['a first onClose', 'a first onConnectionComplete']);
        await on.status('complete');
      });
    }

    for (const strict of [false, true]) {
      const mode = strict ? ' in StrictMode' : '';

      test(`unmounting before the engine has loaded${mode}: closed, without a callback`, async ({ on, page, service }) => {
        await on.show({ components: [{}], strict });
        // In one task, in which nothing can load.
        await page.evaluate(() => {
          document.getElementById('a')!.click();
          stage.clear();
        });
        expect(await on.closedBy()).toBe('unmount');
        await page.evaluate(() => stage.passage.preload());
        await expect(page.getByRole('dialog')).toHaveCount(0);
        expect(await on.endings()).toEqual([]);
        expect(service.asked).toEqual([]);
      });

      test(`unmounting during the claim${mode}: closed, without a callback`, async ({ on, service }) => {
        const release = service.hold('claim');
        await on.show({ components: [{}], strict });
        await on.click();
        await expect.poll(() => service.pending).toBe(1);
        await on.clear();
        expect(await on.closedBy()).toBe('unmount');
        await expect.poll(() => service.pending).toBe(0);
        expect(await on.endings()).toEqual([]);
        release();
      });

      test(`unmounting while it is active${mode}: closed, without a callback`, async ({ on, page }) => {
        await on.connect({ components: [{}], strict });
        await on.status('active');
        const told = await page.evaluate(() => stage.told.length);
        await on.clear();
        expect(await on.closedBy()).toBe('unmount');
        expect(await page.evaluate(() => stage.told.length)).toBe(told);
        await expect(page.getByRole('dialog')).toHaveCount(0);
      });
    }

    test('unmounting in the callback of the ending', async ({ on, page, service }) => {
      await page.evaluate(() =>
        stage.show({ components: [{ on: (name) => name === 'onConnectionComplete' && stage.change({ components: [] }) }] }),
      );
      await on.click();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      await expect(page.locator('#a')).toHaveCount(0);
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
    });

    test('unmounting while it ends: no callback, the result still tells the ending', async ({ on, page, service }) => {
      await page.evaluate(() => stage.show({ components: [{ on: (name) => name === 'ended' && stage.clear() }] }));
      await on.click();
      await on.frame();
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      expect(await on.endings()).toEqual([]);
    });

    test('a new key unmounts: the session of the old one is closed, the new one is idle', async ({ on }) => {
      await on.connect({ components: [{}] });
      await on.show({ components: [{}], round: 1 });
      expect(await on.closedBy()).toBe('unmount');
      await on.status('idle');
    });

    test('a component that fails to render is unmounted by its error boundary, which closes its session', async ({ on, page, witness }) => {
      witness.allow(/broken on purpose|The above error occurred|React will try to recreate/);
      await on.connect({ components: [{}], boundary: true });
      await on.show({ components: [{ broken: true }], boundary: true });
      await expect(page.locator('#failed')).toBeVisible();
      expect(await on.closedBy()).toBe('unmount');
      expect(await on.endings()).toEqual([]);
    });

    test('two components: opening another code ends the first, and each sees its own', async ({ on, service }) => {
      await on.show({ components: [{ who: 'a' }, { who: 'b', code: 'clm_2' }] });
      await on.click('a');
      await on.frame();
      await on.click('b');
      expect(await on.closedBy(1)).toBe('replaced');
      await on.status('closed', 'a');
      await expect.poll(() => service.link('clm_2').status).toBe('active');
      await on.status('active', 'b');
      // The component without a session closes nothing when it unmounts.
      await on.show({ components: [{ who: 'b', code: 'clm_2' }] });
      service.set('clm_2', { status: 'complete' });
      expect(await on.outcome(2)).toBe('complete');
      await on.status('complete', 'b');
      expect(await on.endings()).toEqual(['a first onClose', 'b first onConnectionComplete']);
    });

    test('two components with the same code: the session belongs to the one that opened last', async ({ on, page, service }) => {
      await on.show({ components: [{ who: 'a' }, { who: 'b' }] });
      await on.click('a');
      await on.frame();
      await on.click('b');
      expect(await page.evaluate(() => stage.handles[0] === stage.handles[1])).toBe(true);
      await on.show({ components: [{ who: 'b' }] });
      await on.status('active', 'b');
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      await on.status('complete', 'b');
      expect(await on.endings()).toEqual(['b first onConnectionComplete']);
      expect(service.of('claim')).toHaveLength(1);
    });

    test('both components see the ending, although only one gets the callback', async ({ on, service }) => {
      await on.show({ components: [{ who: 'a' }, { who: 'b' }] });
      await on.click('a');
      await on.frame();
      await on.click('b');
      service.set('clm_1', { status: 'complete' });
      await on.status('complete', 'b');
      // The session was also the first component's, which must not look as if it were still open.
      await on.status('complete', 'a');
    });

    test('a component that Suspense hides keeps its session, and its callbacks are called', async ({ on, page, service }) => {
      await on.connect({ components: [{}], suspended: false });
      await on.show({ components: [{}], suspended: true });
      await expect(page.locator('#fallback')).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(1);
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
      expect(await on.endings()).toEqual(['a first onConnectionComplete']);
      await on.show({ components: [{}], suspended: false });
      await on.status('complete');
    });

    test('unmounting a component that Suspense hides closes its session', async ({ on }) => {
      await on.connect({ components: [{}], suspended: false });
      await on.show({ components: [{}], suspended: true });
      await on.clear();
      expect(await on.closedBy()).toBe('unmount');
      expect(await on.endings()).toEqual([]);
    });

    test('unmounting a component does not close a session that the page opened itself', async ({ on, page, service }) => {
      await on.show({ components: [{}] });
      await page.evaluate(() => void stage.handles.push(stage.passage.openAppClip({ claimCode: 'clm_1' })));
      await on.frame();
      await on.clear();
      service.set('clm_1', { status: 'complete' });
      expect(await on.outcome()).toBe('complete');
    });
  });
}
