// createLink, getLink and the other calls with a service that answers as the test says, in Node and in an edge runtime.

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
  options = { apiKey: API_KEY, retries: 0, baseUrl: `http://127.0.0.1:${server.address().port}` };
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

    test('a lost answer is asked for again with the same idempotency key, and so are answers that may change', async () => {
      const answers = [
        (response) => response.destroy(),
        (response) => response.writeHead(503, { 'retry-after': '0' }).end('{}'),
        (response) => response.writeHead(201, { 'content-type': 'application/json' }).end(fixture('create_link_201')),
      ];
      answer = (response) => answers.shift()(response);
      const { value } = await call('createLink', { ...options, retries: undefined }, request);
      assert.deepEqual(value, JSON.parse(fixture('create_link_201')));
      assert.equal(came.length, 3);
      const [key, ...others] = came.map(({ headers }) => headers['idempotency-key']);
      assert.match(key, /^[\da-f-]{36}$/);
      assert.deepEqual(others, [key, key]);
      assert.equal(new Set(came.map(({ body }) => body)).size, 1);
    });

    test("each call has an idempotency key of its own, or the caller's", async () => {
      answer = { status: 201, body: fixture('create_link_201') };
      for (const idempotencyKey of [undefined, undefined, 'order-17']) await call('createLink', { ...options, idempotencyKey }, request);
      const keys = came.map(({ headers }) => headers['idempotency-key']);
      assert.equal(new Set(keys).size, 3);
      assert.equal(keys[2], 'order-17');
    });

    const others = {
      getLink: { argument: LINK, good: { status: 200, body: fixture('get_link_200') } },
      listLinks: { argument: {}, good: { status: 200, body: '{"links":[],"nextCursor":null}' } },
      listSessions: { argument: LINK, good: { status: 200, body: '{"sessions":[]}' } },
      deleteLink: { argument: LINK, good: { status: 204, body: '' } },
    };
    for (const [method, { argument, good }] of Object.entries(others)) {
      test(`${method} is tried again after a lost answer and after answers that may change`, async () => {
        const answers = [
          (response) => response.destroy(),
          (response) => response.writeHead(429, { 'retry-after': '0' }).end('{}'),
          (response) => response.writeHead(good.status).end(good.body),
        ];
        answer = (response) => answers.shift()(response);
        const tried = await call(method, { ...options, retries: undefined }, argument);
        assert.equal(tried.refused, undefined, tried.text);
        assert.equal(new Set(came.map(({ method, url }) => `${method} ${url}`)).size, 1);
        assert.equal(came.length, 3);
      });
    }

    test('an answer that cannot change, and a long wait, are not tried again', async () => {
      for (const [status, code, headers] of [
        [400, 'VALIDATION_FAILED'],
        [401, 'UNAUTHORIZED'],
        [404, 'NOT_FOUND'],
        [422, 'IDEMPOTENCY_KEY_REUSED'],
        [429, 'RATE_LIMITED', { 'retry-after': '60' }],
      ]) {
        answer = { status, body: '{"error":"no"}', headers };
        for (const [method, argument] of [
          ['createLink', request],
          ['getLink', LINK],
          ['deleteLink', LINK],
        ]) {
          came = [];
          assert.equal((await call(method, { ...options, retries: 2 }, argument)).code, code);
          assert.equal(came.length, 1);
        }
      }
    });

    test('Retry-After is waited for, and the last answer is the one that is reported', async () => {
      const at = [];
      answer = (response) => {
        at.push(performance.now());
        response.writeHead(at.length === 1 ? 503 : 429, { 'retry-after': at.length === 1 ? '1' : '0' }).end('{}');
      };
      const { code } = await call('getLink', { ...options, retries: 1 }, LINK);
      assert.equal(code, 'RATE_LIMITED');
      assert.equal(at.length, 2);
      assert.ok(at[1] - at[0] >= 990, `${at[1] - at[0]} ms`);
    });

    test('links are listed by page, person and status', async () => {
      const link = JSON.parse(fixture('get_link_200'));
      answer = { status: 200, body: JSON.stringify({ links: [link], nextCursor: 'cur_7' }) };
      const filter = { externalUserId: 'a&b=c ü', status: 'complete', cursor: 'cur_9', limit: 5 };
      assert.deepEqual((await call('listLinks', options, filter)).value, { links: [link], nextCursor: 'cur_7' });
      assert.deepEqual((await call('listLinks', options)).value.links, [link]);
      const [filtered, all] = came.map(({ url }) => new URL(url, 'http://x'));
      assert.deepEqual(Object.fromEntries(filtered.searchParams), { ...filter, limit: '5' });
      assert.equal(all.href, 'http://x/v1/links');
      answer = { status: 200, body: '{"links":{}}' };
      assert.equal((await call('listLinks', options)).code, 'UNEXPECTED_RESPONSE');
    });

    test('the sessions of a link are listed, and a link is deleted', async () => {
      const session = {
        id: 'ses_1',
        stage: 'failed',
        step: null,
        error: { code: 'A', message: 'b' },
        createdAt: 1,
        updatedAt: 2,
        endedAt: 3,
      };
      answer = { status: 200, body: JSON.stringify({ sessions: [{ ...session, timeline: null }] }) };
      assert.deepEqual((await call('listSessions', options, LINK)).value, [{ ...session, timeline: null }]);
      answer = { status: 204, body: '' };
      assert.equal((await call('deleteLink', options, LINK)).refused, undefined);
      answer = { status: 404, body: '{}' };
      assert.equal((await call('deleteLink', options, LINK)).code, 'NOT_FOUND');
      assert.deepEqual(
        came.map(({ method, url }) => `${method} ${url}`),
        [`GET /v1/links/${LINK}/sessions`, `DELETE /v1/links/${LINK}`, `DELETE /v1/links/${LINK}`],
      );
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
      'a link to delete that is a path': ['deleteLink', {}, '..'],
      'sessions of no link': ['listSessions', {}, ''],
      'a filter that there is not': ['listLinks', {}, { userId: 'x' }],
      'an idempotency key with a line end': ['createLink', { idempotencyKey: 'a\n' }, request],
      'retries without an end': ['createLink', { retries: 100 }, request],
      'half a retry': ['getLink', { retries: 0.5 }, LINK],
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
