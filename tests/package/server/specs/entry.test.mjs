// The entry uses only APIs that every runtime has, and importing it has no effect.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, mock, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { entry, runtimes } from '../harness/runtimes.mjs';

const LIMIT_BYTES = 8_800;
const bundle = async (options = {}) => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    target: 'es2020',
    platform: 'neutral',
    ...options,
  });
  return outputFiles[0].text;
};

describe('the entry', () => {
  after(() => mock.restoreAll());

  test(`is at most ${LIMIT_BYTES} bytes by brotli, minified`, async (t) => {
    const text = await bundle({ format: 'esm' });
    const size = brotliCompressSync(text).length;
    t.diagnostic(`${text.length} bytes, ${size} by brotli`);
    assert.ok(size <= LIMIT_BYTES, `${size} bytes`);
  });

  test('uses no API that only Node or only browsers have', async () => {
    const text = await bundle({ format: 'esm' });
    assert.doesNotMatch(text, /\b(process|Buffer|require|document|window|localStorage|import\.meta|console)\b/);
  });

  test('can be imported where no API exists, and does nothing then', async () => {
    // A realm with only the language itself: no fetch, no crypto, no timers.
    const text = await bundle({ format: 'iife', globalName: 'server' });
    const realm = createContext({});
    assert.equal(runInContext('typeof fetch + typeof crypto + typeof URL + typeof setTimeout', realm), 'undefined'.repeat(4));
    assert.deepEqual([...runInContext(`${text}; Object.keys(server)`, realm)].sort(), [
      'LinkError',
      'WebhookError',
      'createLink',
      'deleteLink',
      'getLink',
      'listLinks',
      'listSessions',
      'verifyWebhook',
    ]);
  });

  test('works as CommonJS too', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'passage-server-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const outfile = join(folder, 'server.cjs');
    await build({ entryPoints: [entry], bundle: true, format: 'cjs', platform: 'neutral', outfile });
    assert.equal(typeof createRequire(import.meta.url)(outfile).verifyWebhook, 'function');
    assert.ok(readFileSync(outfile, 'utf8').includes('module.exports'));
  });

  test('asks caches not to keep answers, but for runtimes whose fetch does not take that', async () => {
    const [node] = runtimes;
    const inits = [];
    mock.method(globalThis, 'fetch', async (_url, init) => {
      inits.push(init);
      return new Response('{"id":"link_1","status":"pending"}');
    });
    assert.ok((await node.call('getLink', { apiKey: 'sk' }, 'link_1')).value);
    const { Request } = globalThis;
    globalThis.Request = class {
      constructor(_url, init) {
        if ('cache' in init) throw new Error("The 'cache' field is not implemented.");
      }
    };
    try {
      assert.ok((await node.call('getLink', { apiKey: 'sk' }, 'link_1')).value);
    } finally {
      globalThis.Request = Request;
    }
    assert.deepEqual(
      inits.map(({ cache }) => cache),
      ['no-store', undefined],
    );
    // Cloudflare's Workers do not support 'error'.
    assert.deepEqual(
      inits.map(({ redirect }) => redirect),
      ['manual', 'manual'],
    );
  });
});
