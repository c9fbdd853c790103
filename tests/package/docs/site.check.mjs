// Checks the built site: `DOCS_SITE=target/docs node tests/package/docs/site.check.mjs`. It has every guide, and loads nothing from other origins.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'parse5';
import { guides } from './guides.mjs';

const site = resolve(process.env.DOCS_SITE ?? new URL('../../../target/docs', import.meta.url).pathname);
const files = readdirSync(site, { recursive: true }).map(String);
const read = (name) => readFileSync(join(site, name), 'utf8');

test('every guide is a page', () => {
  const names = guides.filter(({ path }) => path.includes('/docs/')).map(({ path }) => path.split('/').at(-1).replace('.md', '.html'));
  assert.deepEqual(
    names.filter((name) => !files.includes(name)),
    [],
  );
});

test('no page loads anything from another origin', () => {
  const pages = files.filter((name) => name.endsWith('.html'));
  const remote = pages.flatMap((name) =>
    elements(parse(read(name))).flatMap(({ tagName, attrs }) =>
      // A link loads nothing until somebody follows it.
      tagName === 'a'
        ? []
        : attrs
            .filter(({ name, value }) => /^(src|srcset|href|data|action)$/.test(name) && /^(https?:)?\/\//.test(value))
            .map(({ value }) => `${name}: ${value}`),
    ),
  );
  assert.deepEqual(remote, []);
});

test('no style sheet loads anything from another origin, and no font is loaded', () => {
  const sheets = files.filter((name) => name.endsWith('.css'));
  assert.ok(sheets.length > 0);
  assert.deepEqual(
    sheets.filter((name) => /(url\(|@import)\s*["']?(https?:)?\/\//.test(read(name))),
    [],
  );
  assert.deepEqual(
    files.filter((name) => /\.(woff2?|ttf|otf)$/.test(name)),
    [],
  );
});

function elements(node) {
  return [...(node.tagName ? [node] : []), ...(node.childNodes ?? []).flatMap(elements)];
}
