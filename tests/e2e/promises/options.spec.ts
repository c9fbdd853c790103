// Promise 8: a mistake in a call throws at once, and the error says what to write instead.

import { expect, test } from '../../harness/lab.ts';

/** Options as source text, since not all of them can be passed to the page; and a part of the error's text. */
const WRONG: Record<string, [options: string, says: string]> = {
  'no options': ['undefined', 'openAppClip takes an object'],
  null: ['null', 'openAppClip takes an object'],
  'a string': ["'clm_1'", 'openAppClip takes an object'],
  'no claim code': ['{}', 'claimCode'],
  'an empty claim code': ["{ claimCode: '' }", 'claimCode'],
  'a blank claim code': ["{ claimCode: '  ' }", 'claimCode'],
  'a number as claim code': ['{ claimCode: 42 }', 'claimCode'],
  'a claim code and an address': ["{ claimCode: 'clm_1', appClipUrl: '${service}/clip/link_1#clm_1' }", 'either its claimCode'],
  'an address without a code': ["{ appClipUrl: '${service}/clip/link_1' }", 'whole appClipUrl'],
  'an address with an empty code': ["{ appClipUrl: '${service}/clip/link_1?code=#' }", 'whole appClipUrl'],
  'an address that is none': ["{ appClipUrl: '#clm_1' }", 'appClipUrl'],
  'an address of another service': ["{ appClipUrl: 'https://other.example/clip/link_1#clm_1' }", 'at baseUrl'],
  'an address of another port': ["{ appClipUrl: '${service}0/clip/link_1#clm_1' }", 'at baseUrl'],
  'an address that is no string': ['{ appClipUrl: 42 }', 'appClipUrl'],
  'a symbol as address': ['{ appClipUrl: Symbol() }', 'appClipUrl'],
  'a promise as claim code': ["{ claimCode: Promise.resolve('clm_1') }", 'function'],
  'the former intentToken': ["{ intentToken: 'x', claimCode: 'clm_1' }", 'claimCode'],
  'the former shortCode': ["{ shortCode: 'x' }", 'claimCode'],
  'the former onSuccess': ["{ claimCode: 'clm_1', onSuccess() {} }", 'onConnectionComplete'],
  'the former onError': ["{ claimCode: 'clm_1', onError() {} }", 'onConnectionError'],
  'the former onExit': ["{ claimCode: 'clm_1', onExit() {} }", 'onClose'],
  'a callback that is none': ["{ claimCode: 'clm_1', onClose: 'close' }", 'onClose must be a function'],
  'an event callback that is none': ["{ claimCode: 'clm_1', onEvent: {} }", 'onEvent must be a function'],
  'a signal that is none': ["{ claimCode: 'clm_1', signal: true }", 'AbortSignal'],
  'a controller as signal': ["{ claimCode: 'clm_1', signal: new AbortController() }", 'AbortSignal'],
  'a container that is a selector': ["{ claimCode: 'clm_1', container: '#place' }", 'container must be an element in the page'],
  'a container that was not found': ["{ claimCode: 'clm_1', container: null }", 'container must be an element in the page'],
  'a container outside of the page': ["{ claimCode: 'clm_1', container: document.createElement('div') }", 'an element in the page'],
  'a text as container': ["{ claimCode: 'clm_1', container: document.querySelector('p').firstChild }", 'an element in the page'],
  'the document as container': ["{ claimCode: 'clm_1', container: document }", 'an element in the page'],
  'a redirect that is neither': ["{ claimCode: 'clm_1', redirect: 'no' }", 'redirect must be a boolean'],
};

test('every wrong call of openAppClip throws at once, and nothing happens', async ({ lab, page, service }) => {
  await lab.goto();
  const before = await lab.counts();
  for (const [what, [options, says]] of Object.entries(WRONG)) {
    const source = options.replaceAll('${service}', service.address);
    const thrown = await page.evaluate((source) => {
      try {
        passage.openAppClip(eval(`(${source})`));
        return undefined;
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        return { isError: error instanceof Error, code, message };
      }
    }, source);
    expect(thrown, what).toMatchObject({ isError: true, code: 'INVALID_OPTIONS' });
    expect(thrown!.message, what).toContain(says);
    expect(thrown!.message, what).not.toContain('clm_1');
  }
  expect(await lab.counts()).toEqual(before);
  expect(service.asked).toEqual([]);
});

test('a wrong call does not disturb the session that is open', async ({ lab, page, service }) => {
  await lab.goto();
  await lab.openUntilLive();
  const thrown = await page.evaluate(() => {
    try {
      calls.open({ claimCode: '' });
      return false;
    } catch {
      return true;
    }
  });
  expect(thrown).toBe(true);
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('every wrong setting of configure throws at once and changes nothing', async ({ lab, page, service }) => {
  await lab.goto();
  for (const [config, says] of [
    ["'https://example.com'", 'must be an object'],
    ["{ baseUrl: '/connect' }", 'baseUrl'],
    ["{ baseUrl: 'ftp://example.com' }", 'baseUrl'],
    ["{ baseUrl: 'https://user:pass@example.com' }", 'baseUrl'],
    ["{ baseUrl: 'https://example.com/?key=1' }", 'baseUrl'],
    ['{ baseUrl: 7 }', 'baseUrl'],
    ["{ theme: 'blue' }", 'theme'],
    ['{ locale: 7 }', 'locale'],
  ]) {
    const thrown = await page.evaluate((source) => {
      try {
        passage.configure(eval(`(${source})`));
        return undefined;
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        return { code, message };
      }
    }, config!);
    expect(thrown?.code, config).toBe('INVALID_OPTIONS');
    expect(thrown!.message, config).toContain(says);
  }
  await lab.openUntilLive();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('changing the options object after the call has no effect', async ({ lab, page, service }) => {
  await lab.goto();
  const outcome = page.evaluate(async () => {
    const options = { claimCode: 'clm_1', onClose: () => undefined };
    const { result } = passage.openAppClip(options);
    options.claimCode = 'clm_2';
    Object.assign(options, { signal: AbortSignal.abort() });
    return (await result).outcome;
  });
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect(await outcome).toBe('complete');
});
