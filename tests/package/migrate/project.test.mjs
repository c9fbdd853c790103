import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { buildProject, here, passage } from './command.mjs';

const tarball = process.env.PASSAGE_TARBALL;

test('a whole project type-checks and builds against the package once it is migrated', {
  skip: tarball ? false : 'PASSAGE_TARBALL names no packed package: cargo xtask package makes one',
}, () => {
  const folder = join(here, 'dist/project-test');
  const { page, summary } = buildProject(folder, resolve(tarball));
  assert.ok(existsSync(join(page, 'index.html')));
  const script = readdirSync(join(page, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(page, 'assets', name), 'utf8'))
    .join('');
  assert.match(script, /onConnectionComplete/);
  assert.doesNotMatch(readFileSync(join(folder, 'package.json'), 'utf8'), /react-js/);
  assert.match(summary, /src\/ConnectButton\.tsx:\d+ {2}claimCode must be the claim code/);
  const again = passage(['migrate', folder, '--force']);
  assert.match(again.out, /^Nothing to change: .*\n\nStill for you to do \(\d+\)/);
  assert.equal(again.code, 0);
});
