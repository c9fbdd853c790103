// Reads the threats in SECURITY.md. Each is a `###` heading with a paragraph, the list "What stops it:" and the list "Tests:":
//
//   - `path of a test file`, with a remark or without
//     - "the name of a test in it"
//
// A file without names stands for all tests in it.

import { existsSync, readFileSync } from 'node:fs';
import { repository } from './guides.mjs';

/** `{ title, about, stops, tests: [{ path, name }] }` of each threat; `name` is missing where a whole file is meant. */
export function threats() {
  const text = readFileSync(`${repository}SECURITY.md`, 'utf8');
  return text
    .split(/^##(?= )/m)
    .flatMap((section) => section.split(/^###(?= )/m).slice(1))
    .map(threat);
}

function threat(text) {
  const [title, ...rest] = text.trim().split('\n');
  const [about, stops = '', tests = ''] = rest.join('\n').split(/^(?:What stops it|Tests):$/m);
  return { title: title.trim(), about: about.trim(), stops: stops.match(/^- /gm) ?? [], tests: namedTests(title, tests) };
}

/** A line that is neither a file nor a name is an error: a misspelt entry must not drop out of the check. */
function namedTests(title, list) {
  const files = [];
  for (const line of list.split('\n').filter((line) => line.trim())) {
    const path = /^- `([\w./-]+)`/.exec(line)?.[1];
    const name = /^ {2}- "([^"]+)"$/.exec(line)?.[1];
    if (path) files.push({ path, names: [] });
    else if (name && files.length > 0) files.at(-1).names.push(name);
    else throw new Error(`SECURITY.md, ${title.trim()}: this names no test: ${line}`);
  }
  return files.flatMap(({ path, names }) => (names.length > 0 ? names.map((name) => ({ path, name })) : [{ path }]));
}

/** Whether the file exists and has this test: in Rust a function of this name, elsewhere a text or a part of one. */
export function isThere({ path, name }) {
  if (!existsSync(repository + path)) return false;
  if (!name) return true;
  const source = readFileSync(repository + path, 'utf8').replaceAll("\\'", "'");
  return path.endsWith('.rs') ? source.includes(`fn ${name}(`) : source.includes(name);
}
