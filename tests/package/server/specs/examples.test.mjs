// Runs the examples of the guide, and sends each of them genuine and forged webhooks.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, describe, mock, test } from 'node:test';
import { serve } from '@hono/node-server';
import { startKeyService } from '../harness/key-service.mjs';
import { headersFor, newKey } from '../harness/signing.mjs';

const read = (path) => readFileSync(new URL(path, import.meta.url));
const complete = read('../../../fixtures/webhook_link_complete.json');
const failed = read('../../../fixtures/webhook_link_failed.json');
const key = newKey('whk_genuine');
const forger = { ...newKey('whk_forger'), kid: key.kid };

/** Starts an example; returns how to send it a request, and how to end it. */
const started = {
  async express({ app }) {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { send: over(`http://127.0.0.1:${server.address().port}`), stop: () => server.close() };
  },
  async fastify({ app }) {
    return { send: over(await app.listen({ port: 0, host: '127.0.0.1' })), stop: () => app.close() };
  },
  async hono({ app }) {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    if (!server.listening) await once(server, 'listening');
    return { send: over(`http://127.0.0.1:${server.address().port}`), stop: () => server.close() };
  },
  // As Next.js calls it: with a Request.
  async 'next-route'({ POST }) {
    return { send: (init) => POST(new Request('https://app.example.com/webhooks/passage', init)), stop: () => {} };
  },
};
const over = (address) => (init) => fetch(`${address}/webhooks/passage`, init);

const webhook = (body, by, sent = body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headersFor(by, body) },
  body: sent,
});

for (const [name, start] of Object.entries(started)) {
  describe(`the example for ${name}`, () => {
    let service;
    let example;
    let running;
    let warned;

    before(async () => {
      service = await startKeyService(key);
      process.env.PASSAGE_URL = service.url;
      warned = mock.method(console, 'warn', () => {});
      example = await import(`../dist/examples/${name}.mjs`);
      running = await start(example);
    });
    after(async () => {
      await running.stop();
      service.close();
      mock.restoreAll();
      delete process.env.PASSAGE_URL;
    });

    test('refuses forged webhooks with 401, and says why in its own log alone', async () => {
      const forged = {
        WRONG_SIGNATURE: webhook(complete, forger),
        BODY_MISMATCH: webhook(complete, key, JSON.stringify(JSON.parse(complete))),
        MISSING_SIGNATURE: { method: 'POST', headers: { 'content-type': 'application/json' }, body: complete },
      };
      for (const [code, init] of Object.entries(forged)) {
        warned.mock.resetCalls();
        const response = await running.send(init);
        assert.equal(response.status, 401);
        assert.ok(!(await response.text()).includes(code));
        assert.deepEqual(
          warned.mock.calls.map((call) => call.arguments.at(-1)),
          [code],
        );
      }
      assert.equal(example.ended.size, 0);
    });

    test('answers 503 while the service cannot be asked for its key, so that the webhook comes again', async () => {
      service.answer = (response) => response.writeHead(500).end();
      assert.equal((await running.send(webhook(complete, newKey('whk_next')))).status, 503);
      service.answer = null;
      assert.equal(example.ended.size, 0);
    });

    test('accepts genuine webhooks, and a repeated one once', async () => {
      for (const body of [complete, failed, complete]) assert.equal((await running.send(webhook(body, key))).status, 204);
      assert.deepEqual([...example.ended.values()], [JSON.parse(complete), JSON.parse(failed)]);
    });

    test('takes a result of half a megabyte', async () => {
      const large = JSON.stringify({ ...JSON.parse(complete), linkId: 'link_large', result: { pad: 'x'.repeat(500_000) } });
      assert.equal((await running.send(webhook(large, key))).status, 204);
    });

    test('is in the guide word for word', () => {
      const guide = read('../../../../pkg-template/docs/webhooks.md').toString();
      assert.ok(guide.includes(`\`\`\`ts\n${read(`../examples/${name}.ts`)}\`\`\``));
    });
  });
}
