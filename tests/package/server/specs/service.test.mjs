// The entry accepts the real service's webhooks. CONNECT_PROGRAM is the path of the service's program; without it no test here runs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { runtimes } from '../harness/runtimes.mjs';
import { headersFor, input, newKey } from '../harness/signing.mjs';

const { CONNECT_PROGRAM } = process.env;
const API_KEY = 'sk_test_server_entry';
const skip = CONNECT_PROGRAM ? false : 'CONNECT_PROGRAM is not set: the path of a built passage-connect';
const request = JSON.parse(readFileSync(new URL('../../../fixtures/create_link_request.json', import.meta.url)));

let program;
let service;
let receiver;
/** Deliveries by link: `{ headers, body }`. */
const arrived = new Map();
const waiting = new Map();

before(async () => {
  if (skip) return;
  const flags = ['--listen', '127.0.0.1:0', '--database', ':memory:', '--sandbox', '--private-webhooks', '--step-ms', '0'];
  program = spawn(CONNECT_PROGRAM, flags, { env: { ...process.env, CONNECT_API_KEY: API_KEY }, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(program, 'spawn');
  for await (const line of createInterface({ input: program.stdout })) {
    service = /^listening on (\S+)$/.exec(line)?.[1];
    if (service) break;
  }
  assert.ok(service, 'the service ended before it was ready');
  receiver = createServer(async (incoming, response) => {
    const delivery = { headers: incoming.headers, body: await buffer(incoming) };
    response.writeHead(204).end();
    const { linkId } = JSON.parse(delivery.body);
    arrived.set(linkId, delivery);
    waiting.get(linkId)?.(delivery);
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});

after(() => {
  program?.kill();
  receiver?.closeAllConnections();
  receiver?.close();
});

const delivery = (linkId) => arrived.get(linkId) ?? new Promise((resolve) => waiting.set(linkId, resolve));

async function post(path, body) {
  const response = await fetch(`${service}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.text();
}

for (const { name, call, verify } of runtimes) {
  describe(`the real service, by way of ${name}`, { skip }, () => {
    const options = () => ({ apiKey: API_KEY, baseUrl: service });

    /** Creates a link, claims it and ends it; returns its id and what was delivered. */
    async function ended(how, body = {}) {
      const webhookUrl = `http://127.0.0.1:${receiver.address().port}/webhooks/passage`;
      const { value, ...refused } = await call('createLink', options(), { ...request, webhookUrl });
      assert.ok(value, refused.text);
      await post('/link/claim', { code: value.claimCode });
      await post(`/sandbox/links/${value.linkId}/${how}`, body);
      return { linkId: value.linkId, ...(await delivery(value.linkId)) };
    }
    const offered = ({ headers, body }, rest = {}) =>
      verify({ ...input(body, headers), headers: { as: 'record', fields: headers }, baseUrl: service, ...rest });

    /** The keys are asked for every few seconds at most, and until then a new one is not known: the service tries again. */
    const offeredUntilAsked = async (sent) => {
      for (const until = Date.now() + 10_000; ; ) {
        const outcome = await offered(sent);
        if (outcome.code !== 'KEYS_UNAVAILABLE' || Date.now() > until) return outcome;
        await setTimeout(100);
      }
    };

    test('a webhook about a completed link verifies, and the link reads with the same result', async () => {
      const sent = await ended('complete');
      const { event, text } = await offered(sent);
      assert.ok(event, text);
      assert.deepEqual([event.event, event.linkId, event.status], ['link.complete', sent.linkId, 'complete']);
      const { value } = await call('getLink', options(), sent.linkId);
      assert.equal(value.status, 'complete');
      assert.deepEqual(value.result, event.result);
      assert.equal(value.updatedAt, event.timestamp);
    });

    test('a webhook about a failed link verifies', async () => {
      const { event, text } = await offered(await ended('fail', { code: 'CLIENT_TIMEOUT' }));
      assert.ok(event, text);
      assert.deepEqual([event.event, event.error.code], ['link.failed', 'CLIENT_TIMEOUT']);
    });

    test('its keys can be given as the set that it publishes', async () => {
      const keys = await (await fetch(`${service}/.well-known/jwks.json`)).json();
      assert.ok((await offered(await ended('complete'), { baseUrl: undefined, keys })).event);
    });

    test('after a rotation both keys are good', async () => {
      const old = await ended('complete');
      await post('/sandbox/keys/rotate', {});
      const fresh = await ended('complete');
      const kid = ({ headers }) => JSON.parse(Buffer.from(headers['x-passage-signature'].split('.')[0], 'base64url')).kid;
      assert.notEqual(kid(old), kid(fresh));
      for (const each of [fresh, old]) assert.ok((await offeredUntilAsked(each)).event);
    });

    test('a delivery with one letter changed, and one signed by nobody it knows, are refused', async () => {
      const sent = await ended('complete');
      assert.equal(
        (await offered({ ...sent, body: Buffer.from(sent.body.toString().replace('complete', 'compiete')) })).code,
        'BODY_MISMATCH',
      );
      const forged = { body: sent.body, headers: headersFor(newKey('whk_forged'), sent.body) };
      assert.equal((await offeredUntilAsked(forged)).code, 'UNKNOWN_KEY');
    });

    test('a request with two mistakes gets both issues', async () => {
      const { code, issues } = await call('createLink', options(), { ...request, webhookUrl: 'nowhere', expiresIn: -1 });
      assert.equal(code, 'VALIDATION_FAILED');
      assert.deepEqual(issues.map(({ path }) => path).sort(), ['expiresIn', 'webhookUrl']);
    });

    test('a wrong API key and an unknown link are told apart', async () => {
      assert.equal((await call('getLink', { ...options(), apiKey: 'sk_wrong' }, 'link_unknown')).code, 'UNAUTHORIZED');
      assert.equal((await call('getLink', options(), 'link_unknown')).code, 'NOT_FOUND');
    });
  });
}
