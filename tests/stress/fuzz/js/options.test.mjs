// Fuzzes the options and settings of a host page, which may be any value. The call either accepts them or throws the error that the
// contract names, without a claim code in its text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RUNS, load } from './load.mjs';

const { checkConfig, checkOptions } = await load('js/call/options.ts');

const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'];
// What Node has of a page: a document, and an element in it.
globalThis.document ??= {};
const ELEMENT = { nodeType: 1, ownerDocument: document, isConnected: true };
const CODE = 'clm_c4a8e2f60b1d3957c4a8e2f60b1d3957';

const SERVICE = 'https://connect.example';

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true });
const mostly = (...usual) => fc.oneof({ arbitrary: fc.constantFrom(...usual), weight: 4 }, anything);
const callback = mostly(
  undefined,
  null,
  () => {},
  async () => {},
);

const options = fc.oneof(
  anything,
  fc.record(
    {
      claimCode: mostly(CODE, () => CODE, '', ' \n'),
      appClipUrl: fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 8 },
        mostly(`${SERVICE}/clip/link_1#${CODE}`, `https://other.example/clip/link_1?code=${CODE}`),
      ),
      onConnectionComplete: callback,
      onConnectionError: callback,
      onClose: callback,
      onEvent: callback,
      signal: mostly(undefined, new AbortController().signal, AbortSignal.abort()),
      redirect: mostly(undefined, true, false),
      container: mostly(undefined, ELEMENT),
      [Symbol.iterator]: anything,
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(fc.constantFrom('claimCode', 'intentToken', 'shortCode', 'onSuccess', 'onError', 'onExit', '__proto__'), mostly(CODE)),
);

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(
      fc.constantFrom('https:', 'HTTP:', 'javascript:', 'data:', 'ftp:', ' https:', 'ht\ntps:', ''),
      fc.constantFrom('//', '/', '', '\\\\', '///'),
      fc.constantFrom('connect.example', 'user@connect.example', 'a:b@c', '127.0.0.1:8787', '[::1]', ''),
      fc.constantFrom('', '/', '//', '/base/', '/?x', '/#x', '?', '#', '/%2f/', '/\\'),
    )
    .map((parts) => parts.join('')),
);

const config = fc.oneof(
  anything,
  fc.record(
    {
      baseUrl: fc.oneof(address, anything),
      wasm: anything,
      locale: mostly(undefined, 'de', 'pt-BR'),
      theme: mostly(undefined, 'light', 'dark', 'auto'),
    },
    { requiredKeys: [] },
  ),
);

/** The reader's result, or nothing if it throws an allowed error. */
function taken(read, value) {
  try {
    return [read(value)];
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.code, 'INVALID_OPTIONS');
    assert.match(error.message, /^\[passage\] ./);
    assert.ok(!error.message.includes(CODE));
    return [];
  }
}

test('options are accepted as documented, or refused', () => {
  let count = 0;
  fc.assert(
    fc.property(options, (given) => {
      for (const read of taken((value) => checkOptions(value, SERVICE), given)) {
        count += 1;
        assert.notEqual(read, given);
        const { claimCode, signal, redirect, container } = read;
        assert.ok(typeof claimCode === 'function' || (typeof claimCode === 'string' && claimCode.trim() !== ''));
        for (const name of CALLBACKS) assert.ok(read[name] == null || typeof read[name] === 'function');
        assert.ok(signal == null || typeof signal.addEventListener === 'function');
        assert.ok(container === undefined || container === ELEMENT);
        assert.ok(redirect == null || typeof redirect === 'boolean');
        // Reading the result once more must change nothing except the functions, each of which wraps the one before.
        const again = checkOptions(read, SERVICE);
        assert.deepEqual(Object.keys(again), Object.keys(read));
        for (const name of Object.keys(read)) {
          if (typeof read[name] === 'function') assert.equal(typeof again[name], 'function');
          else assert.equal(again[name], read[name]);
        }
      }
    }),
    RUNS,
  );
  assert.ok(count > 50, `only ${count} were taken`);
});

test('settings are accepted as documented, or refused', () => {
  let count = 0;
  fc.assert(
    fc.property(config, (given) => {
      for (const read of taken(checkConfig, given)) {
        count += 1;
        if (read.baseUrl !== undefined) {
          const url = new URL(read.baseUrl);
          assert.match(url.protocol, /^https?:$/);
          assert.equal(url.username + url.password + url.search + url.hash, '');
          assert.ok(!read.baseUrl.endsWith('/'));
          assert.equal(checkConfig(read).baseUrl, read.baseUrl);
        }
        assert.ok(read.locale === undefined || typeof read.locale === 'string');
        assert.ok([undefined, 'light', 'dark', 'auto'].includes(read.theme));
      }
    }),
    RUNS,
  );
  assert.ok(count > 50, `only ${count} were taken`);
});
