// The contract's promises, as far as a page can see them.

import { expect } from '@playwright/test';
import { isSecret, traces } from '../../harness/traces.ts';
import { type Behaviour, real, scripted } from '../behaviour.ts';
import { CLOSE, DIALOG } from '../lab.ts';

/** The report of an error in the test's own callback, whose text Chromium hides because a driver's script has no address. */
const BOOM = /boom|Script error\./;

export const promises: Behaviour[] = [
  scripted(
    'a connection completes, with one ending, after its events in order',
    async ({ lab, service }) => {
      await lab.openUntilLive();
      service.set('clm_1', { status: 'complete' });
      expect(await lab.ended()).toEqual({ outcome: 'complete', linkId: 'link_1' });
      const events = await lab.events();
      expect(events.filter((type) => ['opened', 'claimed', 'frameReady', 'ended'].includes(type))).toEqual([
        'opened',
        'claimed',
        'frameReady',
        'ended',
      ]);
    },
    { smoke: 'desktop' },
  ),
  scripted(
    'the dialog is there with its skeleton, name and close button when the call returns',
    async ({ lab, tab, service }) => {
      const release = service.hold('claim');
      const there = await tab.evaluate(() => {
        calls.open();
        const dialog = document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!;
        const { width, height } = dialog.querySelector('.bones')!.getBoundingClientRect();
        // Browsers without `:modal` have no other word for it, but are asked what is over the page's corner.
        const modal = CSS.supports('selector(:modal)')
          ? dialog.matches(':modal')
          : document.elementFromPoint(1, 1) === document.body.lastElementChild;
        return { modal, skeleton: width > 100 && height > 100, close: !!dialog.querySelector('#close') };
      });
      expect(there).toEqual({ modal: true, skeleton: true, close: true });
      await tab.press(CLOSE);
      expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
      release();
    },
    { smoke: 'desktop' },
  ),
  scripted(
    'a failure that the service reports ends as an error with its code and text',
    async ({ lab, service }) => {
      await lab.openUntilLive();
      service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'The provider refused' } });
      const { outcome, error } = await lab.ended();
      expect(outcome).toBe('error');
      expect(error).toMatchObject({ code: 'AUTOMATION_ERROR', error: 'The provider refused', retryable: true, linkId: 'link_1' });
    },
    { smoke: 'phone' },
  ),
  scripted('close() of the host ends it as closed by the host', async ({ lab, tab }) => {
    await lab.openUntilLive();
    await tab.evaluate(() => passage.close());
    expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'host' });
  }),
  scripted('an aborted signal ends it as closed by the signal', async ({ lab, tab }) => {
    await tab.evaluate(() => void Object.assign(globalThis, { control: new AbortController() }));
    await lab.openUntilLive('clm_1', '{ signal: control.signal }');
    await tab.evaluate('control.abort()');
    expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'signal' });
  }),
  scripted('a callback that throws is reported, and changes nothing else', async ({ lab, service }) => {
    lab.allow(BOOM);
    await lab.openUntilLive('clm_1', "{ onConnectionComplete() { throw new Error('boom'); } }");
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    await lab.comes('the report', () => lab.page.evaluate(`wrong.some((entry) => ${BOOM}.test(entry))`), true);
  }),
  scripted('ten sessions one after the other leave nothing behind', async ({ lab, tab, service }) => {
    for (let session = 1; session <= 10; session += 1) {
      const code = `clm_${session}`;
      await tab.evaluate((claimCode) => void calls.open({ claimCode }), code);
      await lab.told('frameReady', session);
      if (session % 2) await tab.evaluate(() => passage.close());
      else service.set(code, { status: 'complete' });
      await lab.ended(session);
    }
    await lab.expectNothingLeft();
  }),
  scripted(
    "a message of completion from the frame or the page completes nothing: the service's status does",
    async ({ lab, tab, service }) => {
      await lab.openUntilLive();
      await lab.inFrame(() => tab.evaluate(() => say({ type: 'complete' })));
      await tab.evaluate(() => ['complete', 'close', 'ready'].forEach((type) => postMessage({ passage: 1, type }, '*')));
      expect(await lab.events()).not.toContain('ended');
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended()).outcome).toBe('complete');
    },
  ),
  scripted('a double press opens one session', async ({ lab, tab, service }) => {
    await tab.evaluate(() => void (document.getElementById('opener')!.onclick = () => void calls.open()));
    await tab.press({ css: '#opener' }, 2);
    await lab.live();
    expect(await tab.evaluate(() => new Set(calls.handles).size)).toBe(1);
    expect(await lab.events()).not.toContain('ended');
    expect(service.of('claim')).toHaveLength(1);
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
  }),
  scripted('the same code again gives the same session, and the newer callbacks are called', async ({ lab, tab, service }) => {
    await lab.openUntilLive();
    await tab.evaluate(() => void calls.open());
    expect(await tab.evaluate(() => calls.handles[0] === calls.handles[1])).toBe(true);
    service.set('clm_1', { status: 'complete' });
    await lab.ended();
    const told = await tab.evaluate(() => calls.log.filter(({ name }) => name === 'onConnectionComplete').map(({ call }) => call));
    expect(told).toEqual([2]);
  }),
  scripted('another code ends the first session as replaced', async ({ lab, tab, service }) => {
    await lab.openUntilLive();
    await tab.evaluate(() => void calls.open({ claimCode: 'clm_2' }));
    expect(await lab.ended(1)).toEqual({ outcome: 'closed', by: 'replaced' });
    await lab.told('frameReady', 2);
    service.set('clm_2', { status: 'complete' });
    expect((await lab.ended(2)).outcome).toBe('complete');
  }),
  scripted(
    'no secret can be read in the page while the frame is there, and no request has a Referer',
    async ({ lab, tab, service }) => {
      await lab.openUntilLive();
      expect((await tab.evaluate(traces)).filter(isSecret)).toEqual([]);
      const init = await lab.inFrame(() => tab.evaluate(() => heard.find(({ type }) => type === 'init')));
      expect(init).toMatchObject({ clientToken: expect.stringMatching(/^token-of-/), origin: lab.host.address });
      service.set('clm_1', { status: 'complete' });
      await lab.ended();
      expect(service.referrers.filter((referrer) => referrer !== '')).toEqual([]);
    },
    { smoke: 'desktop' },
  ),
  scripted('it asks nobody but the service and the page for anything', async ({ lab, tab, service }) => {
    await lab.openUntilLive();
    service.set('clm_1', { status: 'complete' });
    await lab.ended();
    const origins = await tab.evaluate(() => [
      ...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)),
    ]);
    expect(origins.filter((origin) => ![lab.host.address, service.address].includes(origin))).toEqual([]);
  }),
  scripted("a programmer's error throws at once and says what to write", async ({ tab }) => {
    const thrown = await tab.evaluate(() =>
      [{}, { claimCode: 7 }, { intentToken: 'x' }, { claimCode: 'clm_1', onSuccess() {} }].map((options) => {
        try {
          passage.openAppClip(options as never);
          return 'nothing';
        } catch (error) {
          return `${(error as { code: string }).code}: ${(error as Error).message.length > 20}`;
        }
      }),
    );
    expect(thrown).toEqual(Array(4).fill('INVALID_OPTIONS: true'));
  }),
  scripted(
    'closing while the person has something to do leaves the session, and the same code goes on with it',
    async ({ lab, tab, service }) => {
      await lab.openUntilLive();
      await tab.press(CLOSE);
      expect((await lab.ended()).outcome).toBe('closed');
      await lab.openUntilLive();
      const [first, second] = service.of('claim');
      expect(second!.code).toBe(first!.code);
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended(2)).outcome).toBe('complete');
    },
  ),
  real(
    'closing while the automation works calls the session off',
    async ({ lab, tab, connect }) => {
      const link = await connect.createLink();
      await lab.connect(link);
      await lab.inFrame(async () => {
        await lab.login('user_good');
        await lab.sees({ css: '[aria-current=step]' });
      });
      await tab.evaluate(() => passage.close());
      expect((await lab.ended()).outcome).toBe('closed');
      await lab.comes('the link', async () => (await connect.link(link.linkId)).error?.code, 'CANCELED');
    },
    { slow: true },
  ),
  scripted(
    'a reload goes on with the same session',
    async ({ lab, tab, service }) => {
      await lab.openUntilLive();
      await tab.reload();
      await lab.loaded();
      await lab.openUntilLive();
      expect(new Set(service.of('claim').map(({ key }) => key)).size).toBe(1);
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended()).outcome).toBe('complete');
    },
    { smoke: 'phone' },
  ),
  scripted('a reload goes on, and the modal leaves no entry, in a tab whose history is full', async ({ lab, tab, service }) => {
    // As many as Chromium and Firefox keep. WebKit keeps 100, and lets a page add no more than 100 within seconds.
    await tab.evaluate(() => {
      for (let entry = 0; entry < 50; entry += 1) history.pushState(null, '');
    });
    await lab.openUntilLive();
    await tab.reload();
    await lab.loaded();
    await lab.openUntilLive();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
    await lab.comes('the entry', () => tab.evaluate('history.state'), undefined);
  }),
  scripted('another tab gets LINK_IN_USE, and the first one goes on', async ({ lab, tab, driver, service }) => {
    await lab.openUntilLive();
    const other = await driver.tab(tab.size);
    await other.open(lab.host.address);
    await lab.comes('the page', () => other.evaluate("document.documentElement.dataset.ready === ''"), true);
    const result: any = await other.evaluate(() => calls.open().result);
    expect(result.error).toMatchObject({ code: 'LINK_IN_USE', retryable: true });
    await other.close();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
  }),
  scripted(
    'without WebAssembly the same session runs as a script',
    async ({ lab, tab, service }) => {
      expect(await tab.evaluate(() => typeof WebAssembly)).toBe('undefined');
      await lab.openUntilLive();
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended()).outcome).toBe('complete');
    },
    { smoke: 'desktop', site: { first: () => delete (globalThis as Partial<typeof globalThis>).WebAssembly } },
  ),
  scripted(
    "under a policy without `'wasm-unsafe-eval'` it runs as a script, too",
    async ({ lab, tab, service }) => {
      await tab.evaluate(() => void calls.open());
      await lab.told('frameReady');
      service.set('clm_1', { status: 'complete' });
      expect((await lab.ended()).outcome).toBe('complete');
    },
    { site: { headers: { 'content-security-policy': "script-src 'self'" } } },
  ),
  scripted('a function is asked for another code when the first has expired', async ({ lab, tab, service }) => {
    service.set('clm_old', { status: 'expired' });
    await tab.evaluate(() => {
      const codes = ['clm_old', 'clm_1'];
      calls.open({ claimCode: () => codes.shift()! });
    });
    await lab.live();
    service.set('clm_1', { status: 'complete' });
    expect((await lab.ended()).outcome).toBe('complete');
  }),
  scripted('it speaks the language that is asked for, from right to left where it is read so', async ({ lab, tab, service }) => {
    const release = service.hold('claim');
    await tab.evaluate(() => passage.configure({ locale: 'ar' }));
    await lab.open();
    await lab.comes(
      'the direction',
      () => tab.evaluate("document.body.lastElementChild.shadowRoot.querySelector('[dir=rtl]') !== null"),
      true,
    );
    expect((await lab.sees(DIALOG)).text).toMatch(/[\u0600-\u06FF]/);
    await tab.press(CLOSE);
    await lab.ended();
    release();
  }),
];
