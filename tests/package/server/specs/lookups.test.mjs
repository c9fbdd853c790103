// How the entry requests the service's keys: seldom, all at once, and as seldom during a flood of forgeries.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, afterEach, beforeEach, describe, mock, test } from 'node:test';
import { startKeyService } from '../harness/key-service.mjs';
import { runtimes } from '../harness/runtimes.mjs';
import { headersFor, input, newKey } from '../harness/signing.mjs';

const body = JSON.stringify({ event: 'link.complete', linkId: 'link_1', status: 'complete', result: {}, timestamp: 1 });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long after a request for the keys the next one may come. */
const PAUSE = 3_000;

for (const runtime of runtimes) {
  describe(`in ${runtime.name}`, () => {
    let key;
    let service;
    let clock;

    // A new service has a new address, and so a key memory of its own.
    beforeEach(async () => {
      key = newKey('whk_first');
      service = await startKeyService(key);
      runtime.setNow((clock = Date.now()));
    });
    afterEach(() => {
      runtime.setNow();
      service.close();
    });

    const later = (ms) => runtime.setNow((clock += ms));
    /** Verifies a webhook that was signed at the runtime's current time. */
    const offer = async (by = key, baseUrl = service.url) => {
      const answer = await runtime.verify(input(body, headersFor(by, body, { iat: Math.floor(clock / 1000) }), { baseUrl }));
      return answer.event?.event ?? answer.code;
    };
    const respond = (status, value) => (response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
        .end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    const publish = (next) => service.known.set(next.kid, next.jwk);

    test('the keys are requested once, and remembered', async () => {
      const other = newKey('whk_other');
      publish(other);
      for (let i = 0; i < 5; i++) assert.equal(await offer(), 'link.complete');
      assert.equal(await offer(other), 'link.complete');
      assert.equal(service.asked, 1);
    });

    test('the keys are requested again when a new one first signs, and the old one stays valid', async () => {
      assert.equal(await offer(), 'link.complete');
      const next = newKey('whk_next');
      publish(next);
      later(PAUSE);
      assert.equal(await offer(next), 'link.complete');
      assert.equal(await offer(key), 'link.complete');
      assert.equal(service.asked, 2);
    });

    test('twenty webhooks at once cause one request', async () => {
      const held = [];
      service.answer = (response) => held.push(response);
      const offers = Array.from({ length: 20 }, () => offer());
      while (held.length === 0) await new Promise(setImmediate);
      service.answer = null;
      respond(200, { keys: [{ ...key.jwk, kid: key.kid }] })(held[0]);
      assert.deepEqual(new Set(await Promise.all(offers)), new Set(['link.complete']));
      assert.equal(service.asked, 1);
    });

    test('a flood of made-up keys causes a request every three seconds and no more, and is told from an outage', async () => {
      const outcomes = [];
      for (let i = 0; i < 30; i++) outcomes.push(await offer({ ...key, kid: `whk_forged_${i}` }));
      assert.equal(service.asked, 1);
      // Only the first was looked up. The others may be of a newer key: they are to come again.
      assert.deepEqual(outcomes, ['UNKNOWN_KEY', ...Array(29).fill('KEYS_UNAVAILABLE')]);
      for (let second = 1; second <= 9; second++) {
        later(1_000);
        await offer({ ...key, kid: `whk_forged_again_${second}` });
      }
      assert.equal(service.asked, 4);
    });

    test('during a flood, a key that is as new as the flood verifies by the last of three tries', async () => {
      await offer({ ...key, kid: 'whk_forged' });
      const next = newKey('whk_next');
      publish(next);
      const outcomes = [];
      for (const wait of [0, 1_000, 5_000]) {
        later(wait);
        outcomes.push(await offer(next));
        await offer({ ...key, kid: `whk_forged_${wait}` });
      }
      assert.equal(outcomes[2], 'link.complete');
    });

    test('a webhook that is too old, changed, or has an impossible key id causes no request', async () => {
      const at = Math.floor(clock / 1000);
      const refused = [
        input(body, headersFor(key, body, { iat: at - 400 })),
        input(`${body} `, headersFor(key, body)),
        input(body, headersFor({ ...key, kid: '../../v1/links' }, body)),
        input(body, headersFor({ ...key, kid: 'k'.repeat(65) }, body)),
        input(body, headersFor(key, body, { header: { alg: 'none' } })),
      ];
      for (const each of refused) assert.equal((await runtime.verify({ ...each, baseUrl: service.url })).status, 401);
      assert.equal(service.asked, 0);
    });

    test('a key that the service took back is refused after ten minutes', async () => {
      assert.equal(await offer(), 'link.complete');
      service.known.clear();
      later(10 * MINUTE - 1);
      assert.equal(await offer(), 'link.complete');
      later(2);
      assert.equal(await offer(), 'UNKNOWN_KEY');
      // An outage does not make it valid again.
      service.answer = respond(503, {});
      later(MINUTE + 1);
      assert.equal(await offer(), 'KEYS_UNAVAILABLE');
    });

    test('a key that the service took back is forgotten at once when another key is asked for', async () => {
      assert.equal(await offer(), 'link.complete');
      service.known.clear();
      later(PAUSE);
      assert.equal(await offer({ ...key, kid: 'whk_other' }), 'UNKNOWN_KEY');
      later(PAUSE);
      assert.equal(await offer(), 'UNKNOWN_KEY');
    });

    test('during an outage of the service, remembered keys stay valid for a day and are requested once a minute', async () => {
      assert.equal(await offer(), 'link.complete');
      service.answer = respond(503, {});
      later(10 * MINUTE + 1);
      for (let i = 0; i < 3; i++) assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked, 2);
      later(MINUTE + 1);
      assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked, 3);
      later(24 * HOUR);
      assert.equal(await offer(), 'KEYS_UNAVAILABLE');
    });

    const outages = {
      'is out of order': respond(503, {}),
      'has no keys at this address': respond(404, {}),
      'has too much to do': respond(429, {}),
      'sends elsewhere': respond(302, {}),
      'answers with a page': respond(200, '<html>'),
      'answers with no list': respond(200, { keys: {} }),
      'answers with a key of another curve': (response) =>
        respond(200, { keys: [{ ...newKey('x', 'P-384').jwk, kid: key.kid }] })(response),
      'breaks the connection': (response) => response.destroy(),
    };
    for (const [name, answer] of Object.entries(outages)) {
      test(`a service that ${name} is said to be unavailable, with 503, and asked again`, async () => {
        service.answer = answer;
        const refused = await runtime.verify(input(body, headersFor(key, body), { baseUrl: service.url }));
        assert.deepEqual([refused.code, refused.status], ['KEYS_UNAVAILABLE', 503]);
        service.answer = null;
        later(name.includes('curve') ? 10 * MINUTE : PAUSE);
        assert.equal(await offer(), 'link.complete');
        assert.equal(service.asked, 2);
      });
    }

    test('a service that refuses connections is reported as unavailable', async () => {
      const nobody = createServer().listen(0, '127.0.0.1');
      await once(nobody, 'listening');
      const { port } = nobody.address();
      nobody.close();
      assert.equal(await offer(key, `http://127.0.0.1:${port}`), 'KEYS_UNAVAILABLE');
    });

    test('the keys of one service are not those of another', async () => {
      const other = await startKeyService();
      assert.equal(await offer(), 'link.complete');
      assert.equal(await offer(key, other.url), 'UNKNOWN_KEY');
      other.close();
    });
  });
}

describe('a service that does not answer', () => {
  const [node] = runtimes;
  after(() => mock.restoreAll());

  test('is waited for 5 seconds in all, then the connection is closed', async () => {
    const key = newKey('whk_first');
    const service = await startKeyService(key);
    const asked = new Promise((resolve) => (service.answer = (response) => resolve(response)));
    const timers = [];
    // The clock of the entry alone: what fetch itself sets is set with its own timers.
    const real = globalThis.setTimeout;
    mock.method(globalThis, 'setTimeout', (run, ms, ...rest) => (ms === 5_000 ? timers.push(run) : real(run, ms, ...rest)));
    const offers = [1, 2, 3].map(() => node.verify(input(body, headersFor(key, body), { baseUrl: service.url })));
    const response = await asked;
    const closed = once(response, 'close');
    while (timers.length < 4) await new Promise(setImmediate);
    for (const run of timers) run();
    for (const { code } of await Promise.all(offers)) assert.equal(code, 'KEYS_UNAVAILABLE');
    await closed;
    mock.restoreAll();
    service.close();
  });
});

test('among 10,000 forged webhooks, each with a key id of its own, the genuine one verifies at its first try', async (t) => {
  const [node] = runtimes;
  t.after(() => mock.restoreAll());
  const key = newKey('whk_genuine');
  const forger = newKey('whk_forger');
  let requests = 0;
  mock.method(globalThis, 'fetch', async () => {
    requests += 1;
    return new Response(JSON.stringify({ keys: [{ ...key.jwk, kid: key.kid }] }));
  });
  const began = performance.now();
  const baseUrl = 'http://flood.example.com';
  const outcomes = new Map();
  // The forger signs once, and writes another key id into each head.
  const [, payload, signature] = headersFor(forger, body)['x-passage-signature'].split('.');
  const at = String(Math.floor(Date.now() / 1000));
  for (let i = 0; i < 10_000; i++) {
    if (i === 5_000) {
      const { event } = await node.verify(input(body, headersFor(key, body), { baseUrl }));
      assert.equal(event?.event, 'link.complete');
    }
    const head = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: `whk_${i}` })).toString('base64url');
    const forged = { 'x-passage-signature': `${head}.${payload}.${signature}`, 'x-passage-timestamp': at };
    const { code } = await node.verify(input(body, forged, { baseUrl }));
    outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
  }
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${requests} requests for keys in ${seconds.toFixed(1)} s`);
  assert.equal((outcomes.get('UNKNOWN_KEY') ?? 0) + (outcomes.get('KEYS_UNAVAILABLE') ?? 0), 10_000);
  assert.ok(requests <= 1 + seconds / 3, `${requests}`);
});
