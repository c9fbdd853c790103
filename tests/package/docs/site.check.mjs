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

test('every guide has a title and a description of its own', () => {
  const pages = files.filter((name) => name.endsWith('.html') && name !== '404.html');
  const heads = pages.map((name) => {
    const all = elements(parse(read(name)));
    const about = all.find(({ attrs }) => attrs?.some(({ value }) => value === 'description'));
    return {
      title: text(all.find(({ tagName }) => tagName === 'title')),
      about: about?.attrs.find(({ name }) => name === 'content').value,
    };
  });
  for (const key of ['title', 'about']) assert.equal(new Set(heads.map((head) => head[key])).size, pages.length, key);
  assert.ok(heads.every(({ about }) => about.length > 30));
});

test('every guide is Markdown at its own address, and llms.txt lists it', () => {
  const names = guides.filter(({ path }) => path.includes('/docs/')).map(({ path }) => path.split('/').at(-1));
  const listed = [...read('llms.txt').matchAll(/\]\(\/([\w-]+\.md)\)/g)].map(([, name]) => name);
  assert.deepEqual(
    names.filter((name) => name !== 'index.md'),
    [...listed].sort(),
  );
  for (const { path, lines } of guides.filter(({ path }) => path.includes('/docs/'))) {
    assert.equal(read(path.split('/').at(-1)), lines.join('\n'));
    assert.ok(read('llms-full.txt').includes(lines.join('\n').trim()), path);
  }
});

test('titled code is in tabs, and a picture is there in light and dark', () => {
  const page = read('quick-start.html');
  for (const title of ['usePassage', 'PassageButton', 'app/api/links/route.ts']) assert.ok(page.includes(`data-title="${title}"`), title);
  const pictures = files.filter((name) => name.startsWith('pictures/'));
  for (const theme of ['light', 'dark']) assert.ok(pictures.includes(`pictures/modal-desktop-${theme}.png`), theme);
});

test('the search has the words that people look for', () => {
  const index = files.filter((name) => /localSearchIndex.*\.js$/.test(name)).map(read);
  const words = ['ssr', 'i18n', 'cookie', 'safari', 'docker', 'csp', 'dark', 'webhook', 'next', 'vue'];
  assert.deepEqual(
    words.filter((word) => !index.some((each) => each.includes(`["${word}",`))),
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

const text = (element) => element.childNodes.map(({ value }) => value).join('');

function elements(node) {
  return [...(node.tagName ? [node] : []), ...(node.childNodes ?? []).flatMap(elements)];
}
