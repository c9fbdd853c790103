import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

const PROBE = fileURLToPath(new URL('probe.mjs', import.meta.url));
const ENTRIES = {
  '@getpassage/web-react': ['PassageProvider', 'close', 'configure', 'openAppClip', 'preload', 'usePassage'],
  '@getpassage/web-react/core': ['close', 'configure', 'openAppClip', 'preload'],
  '@getpassage/web-react/debug': ['logSession'],
  '@getpassage/web-react/testing': ['installFakePassage'],
  '@getpassage/web-react/server': ['verifyWebhook'],
};

/** If the import left something running, the process would not end by itself, which is an error. */
async function load(how, entry) {
  const { stdout } = await promisify(execFile)(process.execPath, [PROBE, how, entry], { timeout: 20_000 });
  return JSON.parse(stdout);
}

for (const [entry, names] of Object.entries(ENTRIES)) {
  for (const how of ['import', 'require']) {
    test(`${how} of ${entry} does nothing but export`, async () => {
      const { kinds, happened } = await load(how, entry);
      assert.deepEqual(happened, []);
      for (const name of names) assert.equal(kinds[name], 'function', name);
    });
  }

  test(`import and require of ${entry} export the same`, async () => {
    const [imported, required] = await Promise.all([load('import', entry), load('require', entry)]);
    assert.deepEqual(imported.kinds, required.kinds);
  });
}

test('the hook renders on a server, by import and by require', async () => {
  const require = createRequire(import.meta.url);
  const { createElement } = require('react');
  const { renderToString } = require('react-dom/server');
  for (const { usePassage } of [await import('@getpassage/web-react'), require('@getpassage/web-react')]) {
    const Status = () => createElement('p', null, usePassage().status);
    assert.equal(renderToString(createElement(Status)), '<p>idle</p>');
  }
});

test('the WebAssembly can be found as a file, and compiles', async () => {
  const { readFile } = await import('node:fs/promises');
  const file = createRequire(import.meta.url).resolve('@getpassage/web-react/passage.wasm');
  const module = await WebAssembly.compile(await readFile(file));
  assert.ok(WebAssembly.Module.exports(module).length > 0);
});
