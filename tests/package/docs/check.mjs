// Checks the guides against the code: `node tests/package/docs/check.mjs`. It compiles, parses or runs every example, follows every
// link, and compares every generated table with its source.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'parse5';
import postcss from 'postcss';
import { CALLBACKS, LINKS, WAYS, firstChoices } from './.vitepress/theme/playground/choices.mjs';
import { plainCode, reactCode } from './.vitepress/theme/playground/code.mjs';
import { compile, properties } from './compile.mjs';
import { guides, repository } from './guides.mjs';
import { errorCodes, timing } from './rust.mjs';
import { expected, run } from './run.mjs';
import { isThere, threats } from './security.mjs';

const SOURCE = 'https://github.com/getpassage/web-react/';
const PICTURES = 'https://raw.githubusercontent.com/getpassage/web-react/main/';
const blocks = guides.flatMap((guide) => guide.blocks);
const of = (...langs) => blocks.filter(({ lang }) => langs.includes(lang));
const where = ({ path, line }) => `${path}:${line}`;
const text = (name) => guides.find(({ path }) => path.endsWith(`/${name}`)).lines.join('\n');

/** Examples that are also files of other tests, which compile and run them. */
const elsewhere = new Set(
  ['tests/package/server/examples', 'tests/package/testing/sample-app/src'].flatMap((folder) =>
    readdirSync(repository + folder).map((name) => readFileSync(join(repository, folder, name), 'utf8')),
  ),
);

test('generated parts are up to date', () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('generate.mjs', import.meta.url)), '--check'], { stdio: 'pipe' });
});

test('every code block is in a language that is checked', () => {
  // Shell commands, diffs and plain text are allowed, but cannot be checked.
  const known = ['ts', 'tsx', 'js', 'jsx', 'html', 'css', 'sh', 'diff', 'text', ''];
  assert.deepEqual(blocks.filter(({ lang }) => !known.includes(lang)).map(where), []);
  assert.ok(of('ts', 'tsx').length > 10 && of('js', 'jsx').length > 3, 'the blocks are found');
});

test('code fits on a page without scrolling', () => {
  // What a program prints is as long as it is.
  const long = blocks
    .filter(({ lang, path }) => lang !== 'text' && path.includes('/docs/'))
    .flatMap((block) => block.code.split('\n').map((line, index) => ({ line, at: where({ ...block, line: block.line + index }) })))
    .filter(({ line }) => line.length > 82);
  assert.deepEqual(
    long.map(({ at }) => at),
    [],
  );
});

test('TypeScript compiles, strictly', () => {
  assert.deepEqual(
    compile(
      'ts',
      of('ts', 'tsx').filter(({ code }) => !elsewhere.has(code)),
    ),
    [],
  );
});

test("the playground's code compiles, for every choice", () => {
  const flags = ['redirect', 'signal', ...CALLBACKS];
  const variants = Object.keys(WAYS).flatMap((way) =>
    Object.keys(LINKS).flatMap((link) =>
      // All on and all off, each with and without the settings.
      [true, false].flatMap((on) =>
        [{}, { theme: 'dark', locale: 'pt-BR', preload: 'none' }].map((settings) => ({
          ...firstChoices(),
          way,
          link,
          ...Object.fromEntries(flags.map((flag) => [flag, on])),
          ...settings,
        })),
      ),
    ),
  );
  const codes = variants.flatMap((choices) => [
    { lang: 'tsx', code: reactCode(choices) },
    { lang: 'ts', code: plainCode(choices) },
  ]);
  const programs = codes.flatMap(({ lang, code }, line) => (code ? [{ path: 'playground.md', line, lang, code }] : []));
  assert.ok(programs.length > 80);
  assert.deepEqual(compile('playground', programs), []);
});

test('JavaScript compiles', () => {
  // An example of an options object, for instance, is not a program by itself.
  assert.deepEqual(compile('js', of('js', 'jsx')), []);
});

for (const block of of('html')) {
  test(`${where(block)} is HTML, and its scripts compile`, () => {
    const errors = [];
    const whole = /^<!doctype/i.test(block.code);
    const document = parse(whole ? block.code : `<!doctype html><title>-</title>${block.code}`, {
      sourceCodeLocationInfo: true,
      onParseError: ({ code, startLine }) => errors.push(`${block.path}:${block.line + startLine - 1}: ${code}`),
    });
    assert.deepEqual(errors, []);
    const scripts = elements(document).filter(({ tagName, childNodes }) => tagName === 'script' && childNodes.length > 0);
    const inline = scripts.map(({ childNodes: [{ value, sourceCodeLocation }] }) => ({
      ...block,
      line: block.line + sourceCodeLocation.startLine - 1,
      code: value,
    }));
    assert.deepEqual(compile('page', inline), []);
  });
}

test('CSS can be parsed, and sets properties that the modal reads', () => {
  const modal = ['shell/style', 'engine/interior'].map((name) => readFileSync(`${repository}js/${name}.js`, 'utf8')).join();
  for (const block of of('css')) {
    postcss.parse(block.code).walkDecls(/^--/, ({ prop }) => assert.ok(modal.includes(`var(${prop},`), `${where(block)}: ${prop}`));
  }
});

for (const block of blocks.filter(({ flags }) => flags.includes('run'))) {
  test(`${where(block)} prints what it says`, async () => {
    assert.ok(expected(block.code).length > 0, 'it says what it prints');
    assert.deepEqual(await run(block), expected(block.code));
  });
}

for (const guide of guides) {
  test(`the links of ${guide.path} lead somewhere`, () => {
    const wrong = [];
    for (const [index, line] of guide.prose.entries()) {
      for (const [, link] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
        if (!leads(guide, link)) wrong.push(`${guide.path}:${index + 1}: ${link}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

test('every guide is linked from the first page', () => {
  const index = text('index.md');
  const names = guides
    .filter(({ path }) => path.includes('/docs/') && !path.endsWith('index.md'))
    .map(({ path }) => path.split('/').at(-1));
  assert.deepEqual(
    names.filter((name) => !index.includes(`](${name})`)),
    [],
  );
  assert.deepEqual(
    names.filter((name) => !text('README.md').includes(`/docs/${name})`)),
    [],
  );
});

test('troubleshooting has a section for every error code', () => {
  const { anchors } = guides.find(({ path }) => path.endsWith('/troubleshooting.md'));
  assert.deepEqual(
    errorCodes()
      .map(({ name }) => name)
      .filter((name) => !anchors.has(name.toLowerCase())),
    [],
  );
});

test('the guide to options has every option, setting and field', () => {
  const rows = new Set([...text('options.md').matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name));
  const names = [
    ...properties('js/call/options.ts', 'OpenAppClipOptions'),
    ...properties('js/call/options.ts', 'SessionOptions'),
    ...properties('js/call/options.ts', 'PassageConfig'),
    ...properties('js/react/use-passage.ts', 'Passage'),
  ];
  assert.deepEqual([...rows].sort(), [...new Set(names)].sort());
});

test('the guide to retries says in words what the tables say', () => {
  const { claim_tries, claim_budget_ms, poll_budget_ms, frame_ready_ms } = Object.fromEntries(
    timing().map(({ name, value }) => [name, value]),
  );
  const guide = text('retries.md');
  const said = [
    `${claim_tries} tries within ${claim_budget_ms / 1_000} seconds`,
    `past the end of its ${claim_budget_ms / 1_000} seconds`,
    `may fail for ${poll_budget_ms / 1_000} seconds`,
    `It has ${frame_ready_ms / 1_000} seconds`,
  ];
  assert.deepEqual(
    said.filter((words) => !guide.includes(words)),
    [],
  );
});

test('every threat in SECURITY.md says who could do what, what stops it and which tests show it', () => {
  const incomplete = threats().filter(({ about, stops, tests }) => !about || stops.length === 0 || tests.length === 0);
  assert.deepEqual(
    incomplete.map(({ title }) => title),
    [],
  );
});

test('every test that SECURITY.md names is there', () => {
  const named = threats().flatMap(({ tests }) => tests);
  assert.ok(named.length > 60, 'they are found');
  assert.deepEqual(
    named.filter((each) => !isThere(each)),
    [],
  );
});

/** The rows of a guide's tables, as cells. */
const rows = (name) =>
  text(name)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test('the page on conformance has every criterion of WCAG 2.2 at A and AA, each with a test or a reason', () => {
  const criteria = rows('conformance.md').filter(([first]) => /^\d\.\d+\.\d+ /.test(first));
  const numbers = (guideline, ...last) => last.map((each) => `${guideline}.${each}`);
  assert.deepEqual(
    criteria.map(([first]) => first.split(' ')[0]),
    [
      ...numbers('1.1', 1),
      ...numbers('1.2', 1, 2, 3, 4, 5),
      ...numbers('1.3', 1, 2, 3, 4, 5),
      ...numbers('1.4', 1, 2, 3, 4, 5, 10, 11, 12, 13),
      ...numbers('2.1', 1, 2, 4),
      ...numbers('2.2', 1, 2),
      ...numbers('2.3', 1),
      ...numbers('2.4', 1, 2, 3, 4, 5, 6, 7, 11),
      ...numbers('2.5', 1, 2, 3, 4, 7, 8),
      ...numbers('3.1', 1, 2),
      ...numbers('3.2', 1, 2, 3, 4, 6),
      ...numbers('3.3', 1, 2, 3, 4, 7, 8),
      ...numbers('4.1', 2, 3),
    ],
  );
  const named = new Map(rows('conformance.md').flatMap(([name, path, title]) => (/^`tests/.test(path) ? [[name, { path, title }]] : [])));
  const used = new Set(text('conformance.md').match(/`[a-z-]+`/g));
  for (const [name, { path, title }] of named) {
    assert.ok(isThere({ path: path.replaceAll('`', ''), name: title }), `${path}: ${title}`);
    assert.ok(used.has(name));
  }
  for (const [criterion, , state, how, shown] of criteria) {
    assert.ok(how, criterion);
    const tests = shown.split(', ');
    if (state === 'not applicable') assert.equal(shown, '–', criterion);
    else assert.ok(shown === 'read' || tests.every((name) => named.has(name)), `${criterion}: ${shown}`);
  }
});

/** Whether a link of a guide leads somewhere. */
function leads(guide, link) {
  if (link.startsWith(SOURCE)) {
    const [path, anchor] = link
      .slice(SOURCE.length)
      .replace(/^(blob|tree)\/main\//, '')
      .split('#');
    return hasAnchor(path, anchor);
  }
  if (link.startsWith(PICTURES)) return existsSync(repository + link.slice(PICTURES.length));
  if (/^https:/.test(link)) return true;
  const [path, anchor] = link.split('#');
  // npm shows the README without the files beside it.
  if (path && guide.path.endsWith('README.md')) return false;
  return hasAnchor(path ? join(dirname(guide.path), path) : guide.path, anchor);
}

function hasAnchor(path, anchor) {
  if (!existsSync(repository + path)) return false;
  return !anchor || (guides.find((guide) => guide.path === path)?.anchors.has(anchor) ?? false);
}

function elements(node) {
  return [node, ...(node.childNodes ?? []).flatMap(elements)];
}
