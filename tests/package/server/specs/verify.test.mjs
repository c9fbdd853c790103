// Which webhooks are accepted and which are refused, in Node and in an edge runtime. Each forgery differs from a genuine webhook in one
// thing.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startKeyService } from '../harness/key-service.mjs';
import { entry, runtimes } from '../harness/runtimes.mjs';
import { b64, headersFor, input, newKey, sha256, token } from '../harness/signing.mjs';

const fixture = (name) => readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url));
// The body in the guide. Its 85.00 would change if the body were parsed and written again.
const complete = fixture('webhook_link_complete');
const failed = fixture('webhook_link_failed');

/** Every event that the service sends. */
const { Event } = JSON.parse(readFileSync(new URL('../../../../example-app/connect/openapi.json', import.meta.url))).components.schemas;
const EVENTS = Event.enum;
const STATUSES = { 'link.failed': 'failed', 'link.canceled': 'failed', 'link.expired': 'expired' };

const key = newKey('whk_genuine');
const stranger = newKey('whk_stranger');
const wide = newKey('whk_wide', 'P-384');
const keys = { [key.kid]: key.pem };
const now = () => Math.floor(Date.now() / 1000);

const genuine = (rest) => input(complete, headersFor(key, complete), { keys, ...rest });
const signed = (options, body = complete) => input(body, headersFor(key, body, options), { keys });
const withToken = (text, at = now()) => input(complete, { 'x-passage-signature': text, 'x-passage-timestamp': String(at) }, { keys });
/** A genuine token with one of its three parts replaced. */
const withPart = (index, change) => {
  const parts = token(key, complete).split('.');
  parts[index] = change(parts[index], parts);
  return withToken(parts.join('.'));
};
const hmac = (text) => createHmac('sha256', key.pem).update(text).digest('base64url');

/** The hash of the body with one digit changed. */
const turned = (at) => {
  const hash = sha256(complete);
  return hash.slice(0, at) + (hash[at] === '0' ? '1' : '0') + hash.slice(at + 1);
};

/** `[code, input]`, made when the test runs. */
const FORGERIES = {
  'no signature': () => ['MISSING_SIGNATURE', input(complete, { 'x-passage-timestamp': String(now()) }, { keys })],
  'an empty signature': () => ['MISSING_SIGNATURE', withToken('')],
  'a word in place of a token': () => ['MALFORMED_SIGNATURE', withToken('secret')],
  'a token of two parts': () => ['MALFORMED_SIGNATURE', withToken(token(key, complete).split('.').slice(0, 2).join('.'))],
  'a token of four parts': () => ['MALFORMED_SIGNATURE', withToken(`${token(key, complete)}.e30`)],
  'a token with "Bearer" before it': () => ['MALFORMED_SIGNATURE', withToken(`Bearer ${token(key, complete)}`)],
  'a token of 100 KB': () => ['MALFORMED_SIGNATURE', withPart(1, () => 'e'.repeat(100_000))],
  'a genuine token with more than 4096 characters': () => ['MALFORMED_SIGNATURE', signed({ claims: { pad: 'x'.repeat(4000) } })],
  'a header that is no JSON': () => ['MALFORMED_SIGNATURE', withPart(0, () => b64('{'))],
  'a header that is a list': () => ['MALFORMED_SIGNATURE', withPart(0, () => b64(['ES256']))],
  'a payload that is null': () => ['MALFORMED_SIGNATURE', withPart(1, () => b64('null'))],
  'alg none, no signature': () => {
    const [, payload] = token(key, complete).split('.');
    return ['UNSUPPORTED_ALGORITHM', withToken(`${b64({ alg: 'none', typ: 'JWT', kid: key.kid })}.${payload}.`)];
  },
  'alg none over a genuine signature': () => ['UNSUPPORTED_ALGORITHM', withPart(0, () => b64({ alg: 'none', typ: 'JWT', kid: key.kid }))],
  'alg None, in capitals': () => ['UNSUPPORTED_ALGORITHM', signed({ header: { alg: 'NONE' } })],
  'alg es256, in small letters': () => ['UNSUPPORTED_ALGORITHM', signed({ header: { alg: 'es256' } })],
  'no alg': () => ['UNSUPPORTED_ALGORITHM', signed({ header: { alg: undefined } })],
  'HS256 with the public key as the secret': () => {
    const head = `${b64({ alg: 'HS256', typ: 'JWT', kid: key.kid })}.${b64({ iat: now(), request_body_sha256: sha256(complete) })}`;
    return ['UNSUPPORTED_ALGORITHM', withToken(`${head}.${hmac(head)}`)];
  },
  'ES256 by name, HMAC with the public key in fact': () => {
    const head = token(key, complete).split('.').slice(0, 2).join('.');
    return ['MALFORMED_SIGNATURE', withToken(`${head}.${hmac(head)}`)];
  },
  'another typ': () => ['MALFORMED_SIGNATURE', signed({ header: { typ: 'at+jwt' } })],
  'no typ': () => ['MALFORMED_SIGNATURE', signed({ header: { typ: undefined } })],
  'a header that demands to be understood (crit)': () => ['MALFORMED_SIGNATURE', signed({ header: { crit: ['exp'] } })],
  'no kid': () => ['MALFORMED_SIGNATURE', signed({ header: { kid: undefined } })],
  'a kid that is a number': () => ['MALFORMED_SIGNATURE', signed({ header: { kid: 1 } })],
  'an unknown kid': () => ['UNKNOWN_KEY', signed({ header: { kid: 'whk_unknown' } })],
  'a kid that is a path': () => ['UNKNOWN_KEY', signed({ header: { kid: '../../../etc/passwd' } })],
  'the kid __proto__': () => ['UNKNOWN_KEY', signed({ header: { kid: '__proto__' } })],
  'the kid constructor': () => ['UNKNOWN_KEY', signed({ header: { kid: 'constructor' } })],
  "signed by a stranger under the service's kid": () => [
    'WRONG_SIGNATURE',
    input(complete, headersFor({ ...stranger, kid: key.kid }, complete), { keys }),
  ],
  "a stranger's key brought along in the header (jwk)": () => [
    'WRONG_SIGNATURE',
    input(complete, headersFor({ ...stranger, kid: key.kid }, complete, { header: { jwk: stranger.jwk, jku: 'https://example.com' } }), {
      keys,
    }),
  ],
  'a genuine signature under another time': () => [
    'WRONG_SIGNATURE',
    withPart(1, () => b64({ iat: now(), request_body_sha256: sha256(complete), more: 1 })),
  ],
  'one bit of the signature turned': () => [
    'WRONG_SIGNATURE',
    withPart(2, (part) => {
      const bytes = Buffer.from(part, 'base64url');
      bytes[40] ^= 1;
      return bytes.toString('base64url');
    }),
  ],
  'a signature of zeros': () => ['WRONG_SIGNATURE', withPart(2, () => Buffer.alloc(64).toString('base64url'))],
  'an empty ES256 signature': () => ['MALFORMED_SIGNATURE', withPart(2, () => '')],
  'DER in place of r and s': () => ['MALFORMED_SIGNATURE', signed({ encoding: 'der' })],
  'a signature that is cut short': () => ['MALFORMED_SIGNATURE', withPart(2, (part) => part.slice(0, 40))],
  'a signature in another spelling of the same bytes': () => [
    'MALFORMED_SIGNATURE',
    // 64 bytes leave four bits of the last character unused.
    withPart(2, (part) => part.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[part.at(-1)]),
  ],
  'a signature with padding': () => ['MALFORMED_SIGNATURE', withPart(2, (part) => `${part}==`)],
  'signed 301 seconds ago': () => ['TOO_OLD', signed({ iat: now() - 301 })],
  'signed 61 seconds ago where 60 are allowed': () => ['TOO_OLD', { ...signed({ iat: now() - 61 }), toleranceSeconds: 60 }],
  'signed 62 seconds in the future': () => ['TOO_NEW', signed({ iat: now() + 62 })],
  'a time in milliseconds': () => ['TOO_NEW', signed({ iat: Date.now() })],
  'a time that is text': () => ['MALFORMED_SIGNATURE', signed({ claims: { iat: String(now()) } })],
  'a time with a fraction': () => ['MALFORMED_SIGNATURE', signed({ iat: now() + 0.5 })],
  'no time': () => ['MALFORMED_SIGNATURE', signed({ claims: { iat: undefined } })],
  'an X-Passage-Timestamp that is far from the time that was signed': () => [
    'TIMESTAMP_MISMATCH',
    withToken(token(key, complete), now() - 400),
  ],
  'an X-Passage-Timestamp that is no number': () => ['TIMESTAMP_MISMATCH', withToken(token(key, complete), 'now')],
  'another body': () => ['BODY_MISMATCH', input(failed, headersFor(key, complete), { keys })],
  'a body with one byte changed': () => [
    'BODY_MISMATCH',
    input(complete.toString().replace('85.00', '86.00'), headersFor(key, complete), { keys }),
  ],
  'a body that was parsed and written again (85.00 becomes 85)': () => [
    'BODY_MISMATCH',
    input(JSON.stringify(JSON.parse(complete), null, 2) + '\n', headersFor(key, complete), { keys }),
  ],
  'a body with a line end more': () => [
    'BODY_MISMATCH',
    input(Buffer.concat([complete, Buffer.from('\n')]), headersFor(key, complete), { keys }),
  ],
  'an empty body': () => ['BODY_MISMATCH', input('', headersFor(key, complete), { keys })],
  'a hash that differs in its first digit alone': () => ['BODY_MISMATCH', signed({ claims: { request_body_sha256: turned(0) } })],
  'a hash that differs in its last digit alone': () => ['BODY_MISMATCH', signed({ claims: { request_body_sha256: turned(63) } })],
  'no hash of the body': () => ['MALFORMED_SIGNATURE', signed({ claims: { request_body_sha256: undefined } })],
  'an empty hash of the body': () => ['MALFORMED_SIGNATURE', signed({ claims: { request_body_sha256: '' } })],
  'a hash that is only the beginning': () => [
    'MALFORMED_SIGNATURE',
    signed({ claims: { request_body_sha256: sha256(complete).slice(0, 32) } }),
  ],
  'the hash as a list': () => ['MALFORMED_SIGNATURE', signed({ claims: { request_body_sha256: [sha256(complete)] } })],
  'two signatures, the second one genuine': () => [
    'MALFORMED_SIGNATURE',
    {
      ...genuine(),
      headers: {
        as: 'record',
        fields: {
          'x-passage-signature': [token(stranger, complete), token(key, complete)],
          'x-passage-timestamp': String(now()),
        },
      },
    },
  ],
  'the same header in two spellings': () => [
    'MALFORMED_SIGNATURE',
    {
      ...genuine(),
      headers: {
        as: 'record',
        fields: { ...headersFor(key, complete), 'X-Passage-Signature': token(stranger, complete) },
      },
    },
  ],
};

/** Mistakes in a call, and what the error must say. */
const parsed = (value) => ({ ...genuine(), body: { as: 'value', value } });
const MISTAKES = {
  'a parsed body': () => ['BODY_NOT_RAW', parsed(JSON.parse(complete)), /express\.raw.*addContentTypeParser.*request\.arrayBuffer/],
  'no body at all': () => ['BODY_NOT_RAW', parsed(undefined), /raw body/],
  'null as the body': () => ['BODY_NOT_RAW', parsed(null), /raw body/],
  'a list of bytes as the body': () => ['BODY_NOT_RAW', parsed([1, 2, 3]), /raw body/],
  'headers that are a promise': () => ['INVALID_OPTIONS', { ...genuine(), headers: { as: 'promise' } }, /await headers/],
  'a body that is a promise': () => ['BODY_NOT_RAW', { ...genuine(), body: { as: 'promise' } }, /await request\.arrayBuffer/],
  'no headers': () => ['INVALID_OPTIONS', { ...genuine(), headers: { as: 'record' } }, /headers/],
  'both baseUrl and keys': () => ['INVALID_OPTIONS', genuine({ baseUrl: 'https://connect.example.com' }), /not both/],
  'a baseUrl that is none': () => ['INVALID_OPTIONS', genuine({ keys: undefined, baseUrl: 'connect.example.com' }), /baseUrl/],
  'a baseUrl with a query': () => ['INVALID_OPTIONS', genuine({ keys: undefined, baseUrl: 'https://connect.example.com/?a' }), /baseUrl/],
  'a negative tolerance': () => ['INVALID_OPTIONS', genuine({ toleranceSeconds: -1 }), /toleranceSeconds/],
  'a tolerance that is text': () => ['INVALID_OPTIONS', genuine({ toleranceSeconds: '300' }), /toleranceSeconds/],
  'a PEM in place of keys by id': () => ['INVALID_OPTIONS', genuine({ keys: key.pem }), /keyId/],
  'a list in place of keys by id': () => ['INVALID_OPTIONS', genuine({ keys: [key.jwk] }), /keyId/],
  'a key that is no PEM': () => ['INVALID_OPTIONS', genuine({ keys: { [key.kid]: 'MFkw' } }), /P-256/],
  'a private key': () => {
    const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    return ['INVALID_OPTIONS', genuine({ keys: { [key.kid]: pem } }), /P-256/];
  },
  'a key of another curve, as PEM': () => ['INVALID_OPTIONS', genuine({ keys: { [key.kid]: wide.pem } }), /P-256/],
  'a key of another curve, as JWK': () => ['INVALID_OPTIONS', genuine({ keys: { [key.kid]: wide.jwk } }), /P-256/],
};

let service;
before(async () => {
  service = await startKeyService(key);
});
after(() => service.close());

/** The text of an error must not contain what was sent, because other people read logs than webhooks. */
function assertSilent(text, { body, headers, keys: given }) {
  const bytes = body.base64 ? Buffer.from(body.base64, 'base64').toString() : '';
  for (const secret of [bytes, 'link_3f9a', 'Essentials', 'amountDue', String(headers.fields?.['x-passage-signature'] || 'link_3f9a')]) {
    assert.ok(secret === '' || !text.includes(secret), `the error holds ${secret}`);
  }
  for (const pem of Object.values(given ?? {})) if (typeof pem === 'string' && pem.length > 4) assert.ok(!text.includes(pem));
}

for (const runtime of runtimes) {
  describe(`in ${runtime.name}`, () => {
    describe('a genuine webhook is believed', () => {
      const forms = {
        'its body as text': { body: 'string' },
        'its body as bytes': { body: 'Uint8Array' },
        'its body as an ArrayBuffer': { body: 'ArrayBuffer' },
        'its body as a part of a larger buffer': { body: 'view with an offset' },
        "its headers as Node's, in small letters": { headers: 'record' },
        'its headers as a plain object, in capitals': { headers: 'record', name: (name) => name.toUpperCase() },
        'its headers as a Map, in capitals': { headers: 'Map', name: (name) => name.toUpperCase() },
        "its headers as Node's rawHeaders": { headers: 'rawHeaders' },
        'its headers as a list of pairs': { headers: 'pairs' },
        'its headers as a list of names and values': { headers: 'names' },
        'its headers as an object that has only get': { headers: 'get' },
        'its body as a DataView': { body: 'DataView' },
        'its headers as lists of one value': { headers: 'record', value: (value) => [value] },
        'its key as a JWK, whatever uses that names': { keys: { [key.kid]: { ...key.jwk, use: 'enc', key_ops: [], ext: false } } },
        'its key among others': { keys: { [stranger.kid]: stranger.pem, [key.kid]: key.pem } },
        'its key in a JWK set': {
          keys: {
            keys: [
              { ...stranger.jwk, kid: stranger.kid },
              { ...key.jwk, kid: key.kid },
            ],
          },
        },
        'its key asked of the service': { keys: undefined, ask: true },
      };
      for (const [name, form] of Object.entries(forms)) {
        test(name, async () => {
          const { name: rename = (x) => x, value = (x) => x } = form;
          const fields = Object.entries({ ...headersFor(key, complete), 'webhook-id': 'whd_1' }).map(([k, v]) => [rename(k), value(v)]);
          const { event } = await runtime.verify({
            body: { as: form.body ?? 'Uint8Array', base64: complete.toString('base64') },
            headers: { as: form.headers ?? 'Headers', fields: Object.fromEntries(fields) },
            ...(form.ask ? { baseUrl: `${service.url}/` } : { keys: form.keys ?? keys }),
          });
          assert.deepEqual(event, JSON.parse(complete));
        });
      }

      test('without X-Passage-Timestamp, which a proxy may drop, and with one that is seconds off', async () => {
        assert.ok((await runtime.verify(input(complete, { 'x-passage-signature': token(key, complete) }, { keys }))).event);
        assert.ok((await runtime.verify(withToken(token(key, complete), now() + 2))).event);
      });

      test('link.failed', async () => {
        const { event } = await runtime.verify(input(failed, headersFor(key, failed), { keys }));
        assert.deepEqual(event, JSON.parse(failed));
      });

      for (const name of EVENTS) {
        test(`${name}, as the service describes it`, async () => {
          const event = name === 'link.complete' ? JSON.parse(complete) : { ...JSON.parse(failed), event: name, status: STATUSES[name] };
          assert.deepEqual((await runtime.verify(signed({}, JSON.stringify(event)))).event, event);
        });
      }

      test('298 seconds old, and 58 ahead', async () => {
        for (const iat of [now() - 298, now() + 58]) assert.ok((await runtime.verify(signed({ iat }))).event, String(iat));
      });

      test('an hour old where two are allowed', async () => {
        assert.ok((await runtime.verify({ ...signed({ iat: now() - 3600 }), toleranceSeconds: 7200 })).event);
      });
    });

    describe('a forgery is refused', () => {
      for (const [name, make] of Object.entries(FORGERIES)) {
        test(name, async () => {
          const [code, forged] = make();
          const answer = await runtime.verify(forged);
          assert.equal(answer.code, code);
          assert.equal(answer.name, 'WebhookError');
          assert.equal(answer.status, 401);
          assertSilent(answer.text, forged);
        });
      }
    });

    describe('a mistake in the call is said', () => {
      for (const [name, make] of Object.entries(MISTAKES)) {
        test(name, async () => {
          const [code, mistaken, text] = make();
          const answer = await runtime.verify(mistaken);
          assert.equal(answer.code, code);
          assert.equal(answer.status, 500);
          assert.match(answer.text, text);
          assertSilent(answer.text, mistaken);
        });
      }
    });

    describe('what the service signed, but cannot be used', () => {
      const event = JSON.parse(complete);
      const cases = {
        'an event of a later version': ['UNKNOWN_EVENT', 204, { ...event, event: 'link.paused' }],
        'an event with the name of a built-in member': ['UNKNOWN_EVENT', 204, { ...event, event: 'constructor' }],
        'no link': ['MALFORMED_EVENT', 400, { ...event, linkId: undefined }],
        'no time': ['MALFORMED_EVENT', 400, { ...event, timestamp: undefined }],
        'complete by name, failed by status': ['MALFORMED_EVENT', 400, { ...event, status: 'failed' }],
        'complete without a result': ['MALFORMED_EVENT', 400, { ...event, result: undefined }],
        'expired by name, complete by status': [
          'MALFORMED_EVENT',
          400,
          { ...event, event: 'link.expired', error: { code: 'A', message: '' } },
        ],
        'canceled without an error': ['MALFORMED_EVENT', 400, { ...event, event: 'link.canceled', status: 'failed' }],
        'failed without an error': ['MALFORMED_EVENT', 400, { ...event, event: 'link.failed', status: 'failed' }],
        'no object': ['MALFORMED_EVENT', 400, [event]],
        null: ['MALFORMED_EVENT', 400, null],
      };
      for (const [name, [code, status, value]] of Object.entries(cases)) {
        test(name, async () => {
          const answer = await runtime.verify(signed({}, JSON.stringify(value)));
          assert.deepEqual([answer.code, answer.status], [code, status]);
        });
      }

      test('text that is no JSON, and bytes that are no text', async () => {
        for (const body of [Buffer.from('link_3f9a is complete'), Buffer.from([0x22, 0xff, 0x22])]) {
          const answer = await runtime.verify(signed({}, body));
          assert.equal(answer.code, 'MALFORMED_EVENT');
          assert.ok(!answer.text.includes('link_3f9a'));
        }
      });
    });
  });
}

test('the event is read from the bytes that were checked, even if the buffer is overwritten meanwhile', async () => {
  const server = await import(pathToFileURL(entry).href);
  const body = Buffer.from(complete);
  const verified = server.verifyWebhook({ body, headers: headersFor(key, complete), keys });
  body.fill(0x20);
  assert.deepEqual(await verified, JSON.parse(complete));
});
