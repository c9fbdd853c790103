// The link's `returnUrl`.

import { expect } from '@playwright/test';
import { type Behaviour, scripted } from '../behaviour.ts';
import { type EngineLab, landing } from '../lab.ts';

const arrives = (lab: EngineLab) => lab.comes('the landing page', () => lab.page.url(), landing(lab));

const DANGEROUS = [
  'javascript:document.title="taken"',
  'java\nscript:document.title="taken"',
  '\u0000javascript:document.title="taken"',
  'data:text/html,<p>taken',
  'blob:http://localhost/x',
  'file:///etc/passwd',
  'view-source:http://localhost/',
  '/landing.html',
  '//127.0.0.1/landing.html',
  'https:/\\127.0.0.1/landing.html',
  'http://example.com/',
  'https://user:pass@example.com/',
];

export const returnUrl: Behaviour[] = [
  scripted(
    'the page goes there after the completion',
    async ({ lab, service }) => {
      await lab.openUntilLive();
      service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
      await arrives(lab);
    },
    { smoke: 'phone' },
  ),
  scripted("the navigation waits for the callback's promise", async ({ lab, tab, service }) => {
    await lab.openUntilLive('clm_1', '{ onConnectionComplete: () => new Promise((resolve) => { globalThis.saved = resolve; }) }');
    service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
    expect((await lab.ended()).outcome).toBe('complete');
    await tab.evaluate(() => fetch('api/config').then((answer) => answer.text()));
    expect(await tab.url()).toContain(lab.host.address);
    await tab.evaluate('void setTimeout(saved)');
    await arrives(lab);
  }),
  scripted('with `redirect: false` the page stays', async ({ lab, tab, service }) => {
    await lab.openUntilLive('clm_1', '{ redirect: false }');
    service.set('clm_1', { status: 'complete', returnUrl: landing(lab) });
    expect((await lab.ended()).outcome).toBe('complete');
    expect(await lab.events()).not.toContain('redirecting');
    await lab.rests();
    expect(await tab.url()).toContain(lab.host.address);
  }),
  scripted('no dangerous or disguised address is followed, and the console says why', async ({ lab, tab, service }) => {
    lab.allow(/\[passage\]/);
    for (const [index, address] of DANGEROUS.entries()) {
      const code = `clm_${index + 1}`;
      service.next('status', () => {
        service.set(code, { status: 'complete', returnUrl: address });
        return 'ordinary';
      });
      await tab.evaluate((claimCode) => void calls.open({ claimCode }), code);
      expect((await lab.ended(index + 1)).outcome, address).toBe('complete');
      expect(await lab.events(index + 1), address).not.toContain('redirecting');
    }
    expect(await tab.evaluate('[document.title, location.pathname]')).toEqual(['The lab', '/']);
    await lab.comes('warnings', () => tab.evaluate("wrong.filter((entry) => entry.includes('[passage]')).length"), DANGEROUS.length);
  }),
  scripted(
    "where the browser does not open an app's address, a link to it stays",
    async ({ lab, tab, service }) => {
      await lab.openUntilLive();
      service.set('clm_1', { status: 'complete', returnUrl: 'passage-test://done?link=1' });
      expect((await lab.ended()).outcome).toBe('complete');
      await lab.sees({ css: "a[href='passage-test://done?link=1']" });
      await tab.press({ button: 'Close' });
      await lab.gone();
    },
    { without: { webkit: "WebKitGTK's own window shows an error page in place of the page, instead of refusing the address" } },
  ),
  scripted('after a failure it is not followed', async ({ lab, tab, service }) => {
    service.set('clm_1', { returnUrl: landing(lab) });
    await lab.openUntilLive();
    service.set('clm_1', { status: 'failed' });
    expect((await lab.ended()).outcome).toBe('error');
    await lab.rests();
    expect(await tab.url()).toContain(lab.host.address);
  }),
];
