import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { here, passage, project } from './command.mjs';

const guide = readFileSync(join(here, '../../../pkg-template/docs/migration.md'), 'utf8');

/** The first code block after a line that stands alone. */
function blockAfter(title) {
  const from = guide.indexOf(`\n${title}\n`);
  assert.ok(from >= 0, title);
  return /```\w+\n([\s\S]*?)```/.exec(guide.slice(from))[1];
}

test('the guide\'s own "Before" becomes its "After"', () => {
  const app = project({ 'snippet.jsx': blockAfter('Before:') });
  assert.equal(passage(['migrate', app.root]).code, 0);
  assert.equal(app.read('snippet.jsx'), blockAfter('After:'));
});

test('the guide has the exit codes of --help', () => {
  const { out } = passage(['--help']);
  for (const [, code, text] of out.matchAll(/^ {2}([0-2]) {2}([^;:]+)/gm)) assert.match(guide, new RegExp(`\\| ${code} \\|`), text);
});
