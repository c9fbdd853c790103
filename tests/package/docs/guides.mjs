// Reads the package's Markdown files, as far as the checks need.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { slug } from './slug.mjs';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** `{ path, lines, prose, blocks, anchors }`; `path` is below the repository, `prose` has its code blocks emptied. */
function guide(path) {
  const lines = readFileSync(repository + path, 'utf8').split('\n');
  const prose = [];
  const blocks = [];
  let open;
  for (const [index, line] of lines.entries()) {
    const fence = /^(\s*)```(.*)$/.exec(line);
    if (fence && !open) {
      const [lang = '', ...flags] = fence[2].trim().split(/\s+/);
      open = { path, line: index + 2, lang, flags, code: [] };
    } else if (fence && open) {
      blocks.push({ ...open, code: open.code.map((text) => `${text}\n`).join('') });
      open = undefined;
    } else if (open) {
      open.code.push(line);
    }
    prose.push(fence || open ? '' : line);
  }
  if (open) throw new Error(`${path}:${open.line} a code block has no end`);
  return { path, lines, prose, blocks, anchors: anchors(prose) };
}

function anchors(prose) {
  const found = new Set();
  for (const line of prose) {
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    if (!heading) continue;
    const anchor = slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    if (found.has(anchor)) throw new Error(`two headings have the anchor #${anchor}`);
    found.add(anchor);
  }
  return found;
}

export const guides = [
  'pkg-template/README.md',
  ...readdirSync(`${repository}pkg-template/docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `pkg-template/docs/${name}`),
].map(guide);
