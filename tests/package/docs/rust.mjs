// Reads the lists in the guides from the Rust source, as text. Source in an unexpected form is an error, so that a change there
// cannot produce a table that is incomplete but looks complete.

import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

function demand(value, what) {
  if (!value || value.length === 0) throw new Error(`tests/package/docs/rust.mjs does not find ${what}: has its form changed?`);
  return value;
}

const text = (comments) =>
  [...comments.matchAll(/\/\/\/ ?(.*)/g)]
    .map(([, line]) => line)
    .join(' ')
    .trim();

/** The body of the first `{ … }` after `start`. */
function block(source, start) {
  const from = source.indexOf('{', demand(source.includes(start), start) && source.indexOf(start));
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    if (source[at] === '{') depth++;
    else if (source[at] === '}' && --depth === 0) return source.slice(from + 1, at);
  }
  throw new Error(`no end of ${start}`);
}

/** `{ name, when, retryable, userMessage, text }` of each error code, in the source's order. */
export function errorCodes() {
  const list = block(read('src/told.rs'), '\nerror_codes! {');
  const entry = /((?:\s*\/\/\/.*\n)+)\s*\w+ = "(\w+)", (true|false), "(\w+)", "((?:[^"\\]|\\.)*)";/g;
  const codes = [...list.matchAll(entry)].map(([, comment, name, retryable, userText, message]) => ({
    name,
    when: text(comment),
    retryable: retryable === 'true',
    userMessage: englishText(userText),
    text: message,
  }));
  if (codes.length !== list.match(/;\s*$/gm)?.length) throw new Error('src/told.rs has codes that could not be read');
  return codes;
}

/** A text of the English modal. */
function englishText(name) {
  const source = read('js/shell/words.js') + read('js/engine/texts/en.ts');
  return demand(new RegExp(`\\b${name}: '([^']+)'`).exec(source)?.[1], `the text ${name}`);
}

/** `{ name, about, fields: [{ name, about }] }` of each event. */
export function events() {
  const list = block(read('src/told.rs'), '\nevents! {');
  const entry = /((?: {4}\/\/\/.*\n)+) {4}\w+ = "(\w+)" \{(\}|\n[^]*?\n {4}\})/g;
  const member = /((?:\s*\/\/\/.*\n)+)\s*\w+: \w+ = "(\w+)", "[^"]*";/g;
  return demand(
    [...list.matchAll(entry)].map(([, comment, name, body]) => ({
      name,
      about: text(comment),
      fields: [...body.matchAll(member)].map(([, about, name]) => ({ name, about: text(about) })),
    })),
    'the events',
  );
}

/** `{ name, about, value }` of each number in `Timing`. */
export function timing() {
  const source = read('src/session/timing.rs');
  const defaults = new Map(
    [...block(source, 'fn default()').matchAll(/(\w+): ([\d_]+),/g)].map(([, name, value]) => [name, Number(value.replaceAll('_', ''))]),
  );
  const fields = [...block(source, 'pub struct Timing').matchAll(/((?:\s*\/\/\/.*\n)+)\s*pub (\w+): /g)];
  return demand(fields, 'the times').map(([, comment, name]) => {
    if (!defaults.has(name)) throw new Error(`no default for ${name}`);
    return { name, about: text(comment), value: defaults.get(name) };
  });
}

/** The HTTP statuses that are retried, as `[from, to]`. */
export function retriedStatuses() {
  const list = /Answer::Refused \{\s+status: ([\d |.=]+),/.exec(block(read('src/session/failing.rs'), 'pub fn failure'))?.[1];
  return demand(list?.split('|') ?? [], 'the statuses that are tried again').map((range) => {
    const [from, to = from] = range.trim().split('..=').map(Number);
    return [from, to];
  });
}

/** The stages of a session with their comments, and every function of `src/session`, by name. */
export function session() {
  const folder = 'src/session/';
  const stages = [...block(read(`${folder}mod.rs`), 'enum Stage').matchAll(/((?: {4}\/\/\/.*\n)*) {4}([A-Z]\w*)(?=[,({ ])/g)].map(
    ([, comment, name]) => ({ name, about: text(comment) }),
  );
  const functions = new Map();
  for (const file of readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.rs'))) {
    const source = read(folder + file);
    for (const [start, name] of source.matchAll(/^ {4}(?:pub(?:\(super\))? )?fn (\w+)[(<]/gm)) {
      functions.set(name, (functions.get(name) ?? '') + block(source.slice(source.indexOf(start)), start));
    }
  }
  return { stages: demand(stages, 'the stages'), functions };
}
