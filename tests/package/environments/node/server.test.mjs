// Without a page nothing can be shown. The call throws an error that says so, and nothing else happens.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

const PROGRAM = fileURLToPath(new URL('on-a-server.mjs', import.meta.url));

for (const entry of ['@getpassage/web-react', '@getpassage/web-react/core']) {
  for (const how of ['import', 'require']) {
    test(`${how} of ${entry} on a server: openAppClip says where to call it, the rest does no harm`, async () => {
      // Fails when the process ends with an error, or does not end.
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, how, entry], { timeout: 20_000 });
      assert.equal(stderr, '');
      const { thrown, withTheFake } = JSON.parse(stdout);
      assert.deepEqual([thrown.isError, thrown.code], [true, 'INVALID_OPTIONS']);
      assert.match(thrown.message, /needs a page/);
      assert.deepEqual(withTheFake, { outcome: 'complete', baseUrl: 'https://connect.example', locale: 'de' });
    });
  }
}

test('the hook that is opened while a server renders says the same', async () => {
  const require = createRequire(import.meta.url);
  const { createElement } = require('react');
  const { renderToString } = require('react-dom/server');
  for (const { usePassage } of [await import('@getpassage/web-react'), require('@getpassage/web-react')]) {
    const Eager = () => createElement('p', null, usePassage().openAppClip({ claimCode: 'clm_x' }));
    assert.throws(() => renderToString(createElement(Eager)), { code: 'INVALID_OPTIONS', message: /needs a page/ });
  }
});
