// createLink and getLink with a service that answers as the test says, in Node and in an edge runtime.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import { runtimes } from '../harness/runtimes.mjs';

const fixture = (name) => readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url), 'utf8');
const API_KEY = 'sk_test_0123456789';
const LINK = 'link_3f9a1c5e7b2d4860a1c3e5f708192a3b';
const request = JSON.parse(fixture('create_link_request'));
const flat = JSON.parse(fixture('create_link_request_flat'));

let server;
let options;
/** The received requests: `{ method, url, headers, body }`. */
let came;
/** The answer: `{ status, body, headers }`, or a function that answers. */
let answer;

before(async () => {
  server = createServer(async (incoming, response) => {
    came.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body: await text(incoming) });
    if (typeof answer === 'function') return answer(response);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  options = { apiKey: API_KEY, baseUrl: `http://127.0.0.1:${server.address().port}` };
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  came = [];
});

for (const { name, call } of runtimes) {
  describe(`in ${name}`, () => {
    test('a link is created', async () => {
      for (const each of [request, flat]) {
        answer = { status: 201, body: fixture('create_link_201') };
        const { value } = await call('createLink', options, each);
        assert.deepEqual(value, JSON.parse(answer.body));
        const { method, url, headers, body } = came.pop();
        assert.deepEqual([method, url], ['POST', '/v1/links']);
        assert.equal(headers.authorization, `Bearer ${API_KEY}`);
        assert.equal(headers['content-type'], 'application/json');
        assert.deepEqual(JSON.parse(body), each);
      }
    });

    test('a link is read, with its result', async () => {
      answer = { status: 200, body: fixture('get_link_200') };
      const { value } = await call('getLink', { ...options, baseUrl: `${options.baseUrl}/` }, LINK);
      assert.deepEqual(value, JSON.parse(answer.body));
      const [{ method, url, headers, body }] = came;
      assert.deepEqual([method, url, body], ['GET', `/v1/links/${LINK}`, '']);
      assert.equal(headers.authorization, `Bearer ${API_KEY}`);
      assert.equal(headers['cache-control'], 'no-cache', 'no cache may keep it');
    });

    test('a 400 reports every issue', async () => {
      answer = { status: 400, body: fixture('error_validation') };
      const refused = await call('createLink', options, request);
      assert.deepEqual([refused.name, refused.code, refused.status, refused.retryable], ['LinkError', 'VALIDATION_FAILED', 400, false]);
      assert.deepEqual(refused.issues, JSON.parse(answer.body).issues);
      for (const { path, message } of refused.issues) assert.ok(refused.text.includes(`${path}: ${message}`));
    });

    const statuses = {
      401: ['UNAUTHORIZED', false],
      403: ['UNAUTHORIZED', false],
      404: ['NOT_FOUND', false],
      408: ['SERVICE_UNAVAILABLE', true],
      418: ['UNEXPECTED_RESPONSE', false],
      429: ['RATE_LIMITED', true],
      500: ['SERVICE_UNAVAILABLE', true],
      503: ['SERVICE_UNAVAILABLE', true],
    };
    for (const [status, [code, retryable]] of Object.entries(statuses)) {
      test(`${status} is ${code}`, async () => {
        answer = { status: Number(status), body: fixture('error_nested') };
        const refused = await call('getLink', options, LINK);
        assert.deepEqual([refused.code, refused.status, refused.retryable], [code, Number(status), retryable]);
        assert.match(refused.text, /That code is not right\./);
        assert.deepEqual(refused.issues, []);
      });
    }

    test('Retry-After is read as seconds and as a date', async () => {
      const inAMinute = new Date(Date.now() + 60_000).toUTCString();
      for (const [value, least, most] of [
        ['7', 7, 7],
        [inAMinute, 50, 60],
        ['soon', null, null],
      ]) {
        answer = { status: 429, body: '{}', headers: { 'retry-after': value } };
        const { retryAfterSeconds } = await call('getLink', options, LINK);
        assert.ok(least === null ? retryAfterSeconds === null : retryAfterSeconds >= least && retryAfterSeconds <= most, value);
      }
    });

    test('an HTML error page of a proxy becomes a typed error', async () => {
      answer = { status: 502, body: '<html>Bad gateway</html>' };
      const refused = await call('getLink', options, LINK);
      assert.equal(refused.code, 'SERVICE_UNAVAILABLE');
      assert.ok(!refused.text.includes('html'));
    });

    test('malformed issues do no harm', async () => {
      answer = { status: 400, body: JSON.stringify({ error: 1, issues: [null, 'x', { path: 1 }, { path: 'a', message: 'b' }] }) };
      const { code, issues } = await call('createLink', options, request);
      assert.equal(code, 'VALIDATION_FAILED');
      assert.deepEqual(issues.at(-1), { path: 'a', message: 'b' });
    });

    test('an answer without a link becomes an error that says so', async () => {
      for (const body of ['', '<html>', '[]', 'null', '{}', '{"id":"link_other","status":"complete"}']) {
        answer = { status: 200, body };
        assert.equal((await call('getLink', options, LINK)).code, 'UNEXPECTED_RESPONSE', body);
        answer = { status: 201, body };
        assert.equal((await call('createLink', options, request)).code, 'UNEXPECTED_RESPONSE', body);
      }
    });

    test('a redirect is not followed: it would take the API key along', async () => {
      for (const status of [302, 307, 308]) {
        came = [];
        answer = { status, body: '', headers: { location: `${options.baseUrl}/elsewhere` } };
        assert.equal((await call('createLink', options, request)).code, 'UNEXPECTED_RESPONSE');
        assert.equal(came.length, 1);
      }
    });

    test('a broken connection is NETWORK_ERROR', async () => {
      answer = (response) => response.destroy();
      const refused = await call('getLink', options, LINK);
      assert.deepEqual([refused.code, refused.status, refused.retryable], ['NETWORK_ERROR', null, true]);
    });

    test('an answer that stops halfway is TIMEOUT, the body included', async () => {
      answer = (response) => response.writeHead(200).write('{"id":');
      const refused = await call('getLink', { ...options, timeoutSeconds: 0.2 }, LINK);
      assert.deepEqual([refused.code, refused.retryable], ['TIMEOUT', true]);
    });

    const mistakes = {
      'no API key': ['getLink', { apiKey: undefined }, LINK],
      'an empty API key': ['getLink', { apiKey: '' }, LINK],
      'an API key with a line end': ['getLink', { apiKey: `${API_KEY}\n` }, LINK],
      'an API key with letters that no header takes': ['getLink', { apiKey: `${API_KEY}“` }, LINK],
      'a baseUrl without https': ['getLink', { baseUrl: 'connect.example.com' }, LINK],
      'a baseUrl with a password': ['getLink', { baseUrl: 'https://a:b@connect.example.com' }, LINK],
      'a timeout of nothing': ['getLink', { timeoutSeconds: 0 }, LINK],
      'a timeout in milliseconds': ['getLink', { timeoutSeconds: 10_000 }, LINK],
      'no link id': ['getLink', {}, undefined],
      'a link id that is a path': ['getLink', {}, '../providers'],
      'a link id with a query': ['getLink', {}, 'link_1?x'],
      'no request': ['createLink', {}, undefined],
      'a request that is a list': ['createLink', {}, [request]],
    };
    for (const [mistake, [method, changed, argument]] of Object.entries(mistakes)) {
      test(`${mistake} is said before anything is sent`, async () => {
        const refused = await call(method, { ...options, ...changed }, argument);
        assert.equal(refused.code, 'INVALID_OPTIONS');
        assert.ok(!refused.text.includes(API_KEY));
        assert.deepEqual(came, []);
      });
    }

    test('no error holds the API key or what was sent, not even one in which the service echoes it', async () => {
      const echo = { error: `No key ${API_KEY}`, issues: [{ path: API_KEY, message: `was ${API_KEY}` }] };
      for (const status of [400, 401, 500]) {
        answer = { status, body: JSON.stringify(echo) };
        const refused = await call('createLink', options, { ...request, externalUserId: 'person-secret' });
        assert.ok(!JSON.stringify(refused).includes(API_KEY));
        assert.ok(!refused.text.includes('person-secret'));
      }
    });
  });
}

test('the guide contains the example word for word', () => {
  const example = readFileSync(new URL('../examples/links.ts', import.meta.url), 'utf8');
  const guide = readFileSync(new URL('../../../../pkg-template/docs/webhooks.md', import.meta.url), 'utf8');
  assert.ok(guide.includes(`\`\`\`ts\n${example}\`\`\``));
});
