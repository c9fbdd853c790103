// Brings what the guides take from the source up to date: `node tests/docs/generate.mjs`. With `--check` nothing is
// written, and what is out of date is an error.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCodes, events, timing } from './rust.mjs';
import { ARROWS, states } from './states.mjs';

const template = new URL('../../pkg-template/', import.meta.url);
const check = process.argv.includes('--check');

const cell = (text) => text.replaceAll('|', '\\|');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

function unit(name, value) {
  if (name.endsWith('_ms')) return `${value / 1_000} s`;
  return name.endsWith('_s') ? `${value} s` : String(value);
}

/** What stands between `<!-- generated: NAME -->` and `<!-- end of generated -->`. */
const PARTS = {
  'error-codes': () =>
    table(
      ['code', 'when, and the text of `error.error` where nothing more exact is known', 'retryable'],
      errorCodes().map(({ name, when, retryable, text }) => [`\`${name}\``, `${when}<br>*${text}*`, retryable ? 'yes' : 'no']),
    ),
  'error-codes-short': () =>
    table(
      ['code', 'when', 'retryable'],
      errorCodes().map(({ name, when, retryable }) => [`\`${name}\``, when, retryable ? 'yes' : 'no']),
    ),
  events: () =>
    table(
      ['`type`', 'fields', 'when'],
      events().map(({ name, about, fields }) => [
        `\`${name}\``,
        fields.map((field) => `\`${field.name}\`: ${field.about.replace(/\.$/, '')}`).join('; '),
        about,
      ]),
    ),
  times: () =>
    table(
      ['name', 'value', 'meaning'],
      timing().map(({ name, value, about }) => [`\`${name}\``, unit(name, value), about.replace(/, in (milliseconds|seconds)(?=[.;])/g, '')]),
    ),
  arrows: () =>
    table(
      ['from', 'to', 'when'],
      ARROWS.map(({ from, to, when }) => [from, to, when]),
    ),
};

const FILES = ['README.md', 'docs/errors.md', 'docs/events.md', 'docs/how-it-works.md'];
const stale = [];

function put(path, content) {
  const file = new URL(path, template);
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // Not there yet.
  }
  if (before === content) return;
  stale.push(fileURLToPath(file));
  if (!check) writeFileSync(file, content);
}

for (const path of FILES) {
  const used = [];
  const before = readFileSync(new URL(path, template), 'utf8');
  const after = before.replace(/(<!-- generated: ([\w-]+) -->\n)[^]*?(<!-- end of generated -->)/g, (_, start, name, end) => {
    used.push(name);
    if (!PARTS[name]) throw new Error(`${path}: there is no generated part ${name}`);
    return `${start}\n${PARTS[name]()}\n\n${end}`;
  });
  if (used.length === 0) throw new Error(`${path} has no generated part`);
  put(path, after);
}
put('docs/session-states.svg', states());

if (check && stale.length > 0) {
  console.error(`out of date; run: node tests/docs/generate.mjs\n  ${stale.join('\n  ')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'up to date');
}
