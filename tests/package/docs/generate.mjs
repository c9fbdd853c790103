// Updates the parts of the guides that come from the source: `node tests/package/docs/generate.mjs`. With `--check` it writes nothing, and
// fails if a part is out of date.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCodes, events, retriedStatuses, timing } from './rust.mjs';
import { ARROWS, states } from './states.mjs';

const template = new URL('../../../pkg-template/', import.meta.url);
const check = process.argv.includes('--check');

const cell = (text) => text.replaceAll('|', '\\|');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

function unit(name, value) {
  if (name.endsWith('_ms')) return `${value / 1_000} s`;
  return name.endsWith('_s') ? `${value} s` : String(value);
}

const seconds = (ms) => `${ms / 1_000} s`;

function times(names) {
  const all = timing().filter(({ name }) => !names || names.includes(name));
  if (names && all.length !== names.length) throw new Error(`not all of ${names.join(', ')} are in the source`);
  return table(
    ['name', 'value', 'meaning'],
    all.map(({ name, value, about }) => [`\`${name}\``, unit(name, value), about.replace(/, in (milliseconds|seconds)(?=[.;])/g, '')]),
  );
}

/** What each retried status means, for the guide. A status without an entry is an error. */
const STATUSES = { 408: 'the request took too long to arrive', 425: 'too early', 429: 'too many requests', 500: 'an error of the service' };

/** Makes the text between `<!-- generated: NAME -->` and `<!-- end of generated -->`, by name. */
const PARTS = {
  'error-codes': () =>
    table(
      ['code', 'when, and the default text of `error.error`', '`userMessage` in English', 'retryable'],
      errorCodes().map(({ name, when, retryable, userMessage, text }) => [
        `\`${name}\``,
        `${when}<br>*${text}*`,
        name === 'INVALID_OPTIONS' ? '–' : userMessage,
        retryable ? 'yes' : 'no',
      ]),
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
  times: () => times(),
  'retry-times': () =>
    times([
      'request_ms',
      'claim_tries',
      'claim_budget_ms',
      'poll_budget_ms',
      'backoff_base_ms',
      'backoff_max_ms',
      'retry_after_max_ms',
      'poll_hidden_ms',
    ]),
  'back-off': () => {
    const { backoff_base_ms: base, backoff_max_ms: max } = Object.fromEntries(timing().map(({ name, value }) => [name, value]));
    const longest = [base];
    while (longest.at(-1) < max) longest.push(Math.min(longest.at(-1) * 2, max));
    return table(
      ['failures in a row', ...longest.map((_, index) => `${index + 1}${index + 1 === longest.length ? ' and more' : ''}`)],
      [
        ['longest delay', ...longest.map(seconds)],
        ['on average', ...longest.map((ms) => seconds(ms / 2))],
      ],
    );
  },
  retried: () =>
    table(
      ['answer', 'what it means', 'code when the budget is spent'],
      [
        ['none', 'no connection, a broken one, or a timeout', '`NETWORK_ERROR`'],
        ['an unreadable 2xx', 'not JSON, over 64 KB, of the wrong shape, or about another link', '`SERVICE_UNAVAILABLE`'],
        ...retriedStatuses().map(([from, to]) => {
          if (!STATUSES[from]) throw new Error(`tests/package/docs/generate.mjs has no words for ${from}`);
          return [from === to ? String(from) : `${from} to ${to}`, STATUSES[from], '`SERVICE_UNAVAILABLE`'];
        }),
      ],
    ),
  arrows: () =>
    table(
      ['from', 'to', 'when'],
      ARROWS.map(({ from, to, when }) => [from, to, when]),
    ),
};

const FILES = ['README.md', 'docs/errors.md', 'docs/events.md', 'docs/how-it-works.md', 'docs/retries.md'];
const stale = [];

function put(path, content) {
  const file = new URL(path, template);
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // The file does not exist yet.
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
  console.error(`out of date; run: node tests/package/docs/generate.mjs\n  ${stale.join('\n  ')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'up to date');
}
