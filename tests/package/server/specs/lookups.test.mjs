// How the entry requests keys from the service: seldom, once for several webhooks, and in limited numbers during a flood of forgeries.

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
    const respond = (status, value) => (_id, response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
        .end(typeof value === 'string' ? value : JSON.stringify(value));
    };

    test('a key is requested once, and remembered', async () => {
      for (let i = 0; i < 5; i++) assert.equal(await offer(), 'link.complete');
      assert.deepEqual(service.asked, ['whk_first']);
    });

    test('a new key is requested when it first signs, and the old one stays valid', async () => {
      assert.equal(await offer(), 'link.complete');
      const next = newKey('whk_next');
      service.known.set(next.kid, next.pem);
      assert.equal(await offer(next), 'link.complete');
      assert.equal(await offer(key), 'link.complete');
      assert.deepEqual(service.asked, ['whk_first', 'whk_next']);
    });

    test('twenty webhooks at once cause one request', async () => {
      const waiting = [];
      service.answer = (id, response) => waiting.push(() => respond(200, { key_id: id, key: key.pem })(id, response));
      const offers = Array.from({ length: 20 }, () => offer());
      // One key is requested. A later request for an unknown key shows that no second one is under way.
      offers.push(offer(newKey('whk_marker')));
      while (!service.asked.includes('whk_marker')) await new Promise(setImmediate);
      for (const answer of waiting) answer();
      assert.deepEqual((await Promise.all(offers)).filter((outcome) => outcome === 'link.complete').length, 20);
      assert.deepEqual(
        service.asked.filter((id) => id === 'whk_first'),
        ['whk_first'],
      );
    });

    test('an unknown key is requested once a minute', async () => {
      const stranger = newKey('whk_stranger');
      for (let i = 0; i < 5; i++) assert.equal(await offer(stranger), 'UNKNOWN_KEY');
      assert.deepEqual(service.asked, ['whk_stranger']);
      later(MINUTE + 1);
      service.known.set(stranger.kid, stranger.pem);
      assert.equal(await offer(stranger), 'link.complete');
    });

    test('a 400 for a key id means that the service does not know the key', async () => {
      service.answer = respond(400, {});
      assert.equal(await offer(), 'UNKNOWN_KEY');
    });

    test('a flood of unknown keys causes ten requests a minute and no more', async () => {
      const outcomes = [];
      for (let i = 0; i < 30; i++) outcomes.push(await offer({ ...key, kid: `whk_forged_${i}` }));
      assert.equal(service.asked.length, 10);
      assert.deepEqual(outcomes, [...Array(10).fill('UNKNOWN_KEY'), ...Array(20).fill('KEYS_UNAVAILABLE')]);
      later(MINUTE);
      assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked.length, 11);
    });

    test('during a flood of unknown keys, a remembered key stays valid and is even requested again', async () => {
      assert.equal(await offer(), 'link.complete');
      later(HOUR + 1);
      for (let i = 0; i < 12; i++) await offer({ ...key, kid: `whk_forged_${i}` });
      assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked.filter((id) => id === 'whk_first').length, 2);
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
      assert.deepEqual(service.asked, []);
    });

    test('a key that the service took back is refused after an hour', async () => {
      assert.equal(await offer(), 'link.complete');
      service.known.clear();
      later(HOUR - 1);
      assert.equal(await offer(), 'link.complete');
      later(2);
      assert.equal(await offer(), 'UNKNOWN_KEY');
      // An outage does not make it valid again.
      service.answer = respond(503, {});
      later(MINUTE + 1);
      assert.equal(await offer(), 'KEYS_UNAVAILABLE');
    });

    test('during an outage of the service, a remembered key stays valid for a day and is requested once a minute', async () => {
      assert.equal(await offer(), 'link.complete');
      service.answer = respond(503, {});
      later(HOUR + 1);
      for (let i = 0; i < 3; i++) assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked.length, 2);
      later(MINUTE + 1);
      assert.equal(await offer(), 'link.complete');
      assert.equal(service.asked.length, 3);
      later(23 * HOUR);
      assert.equal(await offer(), 'KEYS_UNAVAILABLE');
    });

    const outages = {
      'is out of order': respond(503, {}),
      'is out of order, with a key in its answer': (id, response) => respond(500, { key_id: id, key: key.pem })(id, response),
      'has too much to do': respond(429, {}),
      'sends elsewhere': respond(302, {}),
      'answers with a page': respond(200, '<html>'),
      'answers with another key id': (_id, response) => respond(200, { key_id: 'whk_other', key: key.pem })(_id, response),
      'answers with no key': (id, response) => respond(200, { key_id: id })(id, response),
      'answers with a key of another curve': (id, response) => respond(200, { key_id: id, key: newKey('x', 'P-384').pem })(id, response),
      'breaks the connection': (_id, response) => response.destroy(),
    };
    for (const [name, answer] of Object.entries(outages)) {
      test(`a service that ${name} is said to be unavailable, with 503, and asked again next time`, async () => {
        service.answer = answer;
        const refused = await runtime.verify(input(body, headersFor(key, body), { baseUrl: service.url }));
        assert.deepEqual([refused.code, refused.status], ['KEYS_UNAVAILABLE', 503]);
        service.answer = null;
        assert.equal(await offer(), 'link.complete');
        assert.deepEqual(service.asked, ['whk_first', 'whk_first']);
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
    const asked = new Promise((resolve) => (service.answer = (_id, response) => resolve(response)));
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
