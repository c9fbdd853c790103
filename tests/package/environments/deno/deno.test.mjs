import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

const deno = fileURLToPath(new URL('node_modules/.bin/deno', import.meta.url));

test('Deno checks the types, imports both entries with no permission, and loads the WebAssembly', async () => {
  const { stdout } = await promisify(execFile)(deno, ['run', '--check', '--no-prompt', 'main.ts'], {
    cwd: import.meta.dirname,
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.deepEqual(JSON.parse(stdout), { verifyWebhook: 'function', refused: 'INVALID_OPTIONS' });
});
