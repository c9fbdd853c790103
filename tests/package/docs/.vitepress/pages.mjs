// Turns the guides of pkg-template/docs into the pages of the site, and writes them as Markdown beside those.
//
// The guides are read on GitHub and in the tarball, too, so what only the site can do has a form that reads well there:
// - a line of bold text with a colon directly before a code block is its title; titled blocks that follow each other become tabs
// - `<!-- live: way -->` becomes a link to the playground, with that way to open a session

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));
const GUIDES = path('pkg-template/docs');
const SOURCE = 'https://github.com/getpassage/web-react/blob/main/pkg-template/docs/';
const SCREENSHOTS = 'https://raw.githubusercontent.com/getpassage/web-react/main/tests/screenshots/';

/** Where the pages are built from. Below this folder, so that they find Vue in its node_modules. */
export const pages = path('tests/package/docs/dist/guides');

const TITLED_BLOCKS = /(?:^\*\*[^\n]+:\*\*\n\n```\w+[^\n]*\n[^]*?\n```\n+)+/gm;
const TITLED_BLOCK = /^\*\*([^\n]+):\*\*\n\n```(\w+)[^\n]*\n/gm;
const LIVE = /^<!-- live: (\w+) -->$/gm;

/** The code of a titled block may have a line of asterisks, but no line of a fence. */
export function forSite(markdown) {
  return `${markdown.trimEnd()}\n\n`
    .replace(TITLED_BLOCKS, (blocks) => {
      const named = blocks.replace(TITLED_BLOCK, (_, title, lang) => `\`\`\`${lang} [${title.replaceAll('`', '')}]\n`);
      return `::: code-group\n\n${named.trimEnd()}\n\n:::\n\n`;
    })
    .replace(LIVE, (_, way) => `<LiveLink way="${way}" />`);
}

export const guideNames = readdirSync(GUIDES).filter((name) => name.endsWith('.md'));
const guide = (name) => readFileSync(join(GUIDES, name), 'utf8');

/** Writes the pages of the guides, the playground, and the pictures that they show. */
export function writePages() {
  rmSync(pages, { recursive: true, force: true });
  const pictures = join(pages, 'public/pictures');
  mkdirSync(pictures, { recursive: true });
  for (const name of guideNames) writeFileSync(join(pages, name), forSite(name === 'index.md' ? asCards(guide(name)) : guide(name)));
  cpSync(path('tests/package/docs/.vitepress/pages'), pages, { recursive: true });
  for (const name of guideNames) {
    for (const picture of guide(name).matchAll(picturesIn)) {
      for (const file of [picture[1], dark(picture[1])])
        cpSync(path(`tests/screenshots/${file}`), join(pictures, file.replaceAll('/', '-')));
    }
  }
}

const picturesIn = new RegExp(`${SCREENSHOTS.replaceAll('.', '\\.')}([\\w/-]+-light\\.png)`, 'g');
const dark = (file) => file.replace(/-light\.png$/, '-dark.png');

/** A committed screenshot as HTML, in the reader's theme; `undefined` for any other address. */
export function picture(address, text) {
  if (!address.startsWith(SCREENSHOTS)) return undefined;
  const light = address.slice(SCREENSHOTS.length);
  const image = (file, theme) => {
    const header = readFileSync(path(`tests/screenshots/${file}`)).subarray(16, 24);
    const size = `width="${header.readUInt32BE(0)}" height="${header.readUInt32BE(4)}"`;
    return `<img class="${theme}" src="/pictures/${file.replaceAll('/', '-')}" ${size} alt="${text}" loading="lazy">`;
  };
  // In `modal` the page around the modal is only a test's.
  const kind = light.startsWith('modal/') ? 'picture only-modal' : 'picture';
  return `<span class="${kind}">${image(light, 'light')}${image(dark(light), 'dark')}</span>`;
}

/** The links of the first page, each with what it is about in an element of its own. */
const asCards = (text) => text.replace(LINK, (_, link, about) => `- ${link} <span class="about">${about.replace(/\s+/g, ' ')}</span>`);
const LINK = /^- (\[.+?\]\([^)]+\)): ([^]*?)(?=\n- |\n*$|\n\n)/gm;

/** The sections of the first page: `[{ text, items: [{ name, title, about }] }]`. */
export function sections() {
  const [, ...parts] = guide('index.md').split(/^## /m);
  return parts.map((part) => ({
    text: part.split('\n', 1)[0],
    items: [...part.matchAll(/^- \[(.+?)\]\(([\w-]+\.md)\): ([^]*?)(?=\n- |\n*$)/gm)].map(([, title, name, about]) => ({
      name,
      title,
      about: about.replace(/\s+/g, ' '),
    })),
  }));
}

const introduction = () => guide('index.md').split(/^## /m)[0].trim().split('\n\n').slice(1).join(' ').replace(/\s+/g, ' ');

/** What search engines show of a guide: what the first page says of it. */
export function description(name) {
  const item = sections()
    .flatMap(({ items }) => items)
    .find((each) => each.name === name);
  return (item ? `${item.title}: ${item.about}.` : introduction()).replaceAll('`', '');
}

/** Each guide as Markdown at its own address, an index of them for programs, and all of them in one file. */
export function writeMarkdown(folder) {
  for (const name of readdirSync(GUIDES)) cpSync(join(GUIDES, name), join(folder, name));
  const lists = sections().map(({ text, items }) => {
    const links = items.map(({ name, title, about }) => `- [${title}](/${name}): ${about}`);
    return `## ${text}\n\n${links.join('\n')}`;
  });
  writeFileSync(join(folder, 'llms.txt'), `# @getpassage/web-react\n\n> ${introduction()}\n\n${lists.join('\n\n')}\n`);
  const order = ['index.md', ...sections().flatMap(({ items }) => items.map(({ name }) => name))];
  const all = [...new Set(order)].map((name) => `<!-- ${SOURCE}${name} -->\n\n${guide(name).trim()}`);
  writeFileSync(join(folder, 'llms-full.txt'), `${all.join('\n\n')}\n`);
}
