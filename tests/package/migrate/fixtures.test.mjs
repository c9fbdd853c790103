import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { here, passage, project } from './command.mjs';

// Each folder: `before.*`, `after.*`, and `remarks.txt`, what the summary says about the file.
// UPDATE_FIXTURES=1 writes the last two; review the difference before you commit it.
const folder = join(here, 'fixtures');
const update = process.env.UPDATE_FIXTURES === '1';
const fixtures = readdirSync(folder).map((name) => {
  const before = readdirSync(join(folder, name)).find((file) => file.startsWith('before.'));
  return {
    name,
    before: join(folder, name, before),
    after: join(folder, name, before.replace('before', 'after')),
    remarks: join(folder, name, 'remarks.txt'),
    file: before.replace('before', name),
  };
});

const all = project(Object.fromEntries(fixtures.map(({ before, file }) => [file, readFileSync(before)])));
const first = passage(['migrate', all.root]);
const once = new Map(fixtures.map(({ file }) => [file, all.read(file)]));
const second = passage(['migrate', all.root]);

/** The lines of the summary that are about one file, without its name. */
function remarksOf(summary, file) {
  return summary
    .split('\n')
    .filter((line) => line.startsWith(`  ${file}:`))
    .map((line) => `${line.slice(file.length + 3)}\n`)
    .join('');
}

describe('a file is rewritten as the fixture says', () => {
  for (const { name, after, remarks, file } of fixtures) {
    test(name, () => {
      const said = remarksOf(first.out, file);
      if (update) {
        writeFileSync(after, once.get(file));
        writeFileSync(remarks, said);
      }
      assert.equal(once.get(file), readFileSync(after, 'utf8'));
      assert.equal(said, readFileSync(remarks, 'utf8'));
    });
  }
});

test('there are at least 20 fixtures, and all of them could be read', () => {
  assert.ok(fixtures.length >= 20, `${fixtures.length}`);
  assert.equal(first.code, 0, first.out);
  assert.ok(fixtures.every(({ after }) => existsSync(after)));
});

test('a second run changes nothing, and counts what is left to do', () => {
  assert.equal(second.code, 0);
  const left = [...once.values()].join('\n').split('TODO(passage): ').length - 1;
  assert.match(second.out, /^Nothing to change: |^Changed 0 files\./);
  const counted = [...second.out.matchAll(/or you to do \((\d+)\), marked TODO\(passage\)/g)].map(([, count]) => Number(count));
  assert.equal(
    counted.reduce((sum, count) => sum + count, 0),
    left,
    second.out,
  );
  for (const { file } of fixtures) assert.equal(all.read(file), once.get(file), file);
});

test("the guide's snippet after the rewriting is the one of the guide", () => {
  // The same call as in tests/e2e/guide/src/After.tsx, which runs against the package.
  const after = once.get('guide-snippet.tsx');
  for (const line of [
    "import { usePassage } from '@getpassage/web-react';",
    'const { openAppClip } = usePassage();',
    '  claimCode,\n  onConnectionComplete: () => {',
    '  onConnectionError: (error) => console.error(error.error),',
  ]) {
    assert.ok(after.includes(line), line);
  }
  assert.doesNotMatch(after, /TODO|intentToken|shortCode|onSuccess|\bonError/);
});

test('every comment that was left is in the summary with its line', () => {
  for (const { file } of fixtures) {
    const lines = once
      .get(file)
      .split('\n')
      .flatMap((line, i) => (line.includes('TODO(passage): ') ? [i + 1] : []));
    for (const line of lines) assert.ok(first.out.includes(`  ${file}:${line}  `), `${file}:${line}`);
  }
});
