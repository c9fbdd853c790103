// The guides of pkg-template/docs as a static site, which loads nothing from other origins.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { slug } from '../slug.mjs';
import { description, guideNames, pages, picture, sections, writeMarkdown, writePages } from './pages.mjs';

const path = (name) => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));

/** Inlined without its own style, so that the drawing follows the site's light and dark theme. */
const drawing = readFileSync(path('pkg-template/docs/session-states.svg'), 'utf8')
  .replace(/<style>[^]*?<\/style>/, '')
  .replace('<svg ', '<svg class="states" ')
  .replace(/\n/g, '');

writePages();

/** On a phone each row is a list of cells: a cell says its column, and the roles stay although nothing is laid out as a table. */
function labelTables(tokens) {
  const roles = { thead_open: 'rowgroup', tbody_open: 'rowgroup', tr_open: 'row', th_open: 'columnheader', td_open: 'cell' };
  let names;
  let column;
  for (const [index, token] of tokens.entries()) {
    if (roles[token.type]) token.attrSet('role', roles[token.type]);
    if (token.type === 'thead_open') names = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') names.push(tokens[index + 1].content.replaceAll('`', ''));
    if (token.type === 'td_open') token.attrSet('data-column', names[column++]);
  }
}

const address = (name) => `/${name.replace(/(index)?\.md$/, '')}`;
const playground = { text: 'Playground', link: '/playground' };
const [first, ...others] = sections().map(({ text, items }) => ({
  text,
  items: items.map(({ name, title }) => ({ text: title, link: address(name) })),
}));

export default defineConfig({
  srcDir: pages,
  outDir: path('target/docs'),
  cacheDir: path('target/docs-cache'),
  lang: 'en',
  title: 'Passage for the web',
  titleTemplate: ':title · Passage for the web',
  head: [
    // An empty icon, so that browsers do not request one.
    ['link', { rel: 'icon', href: 'data:,' }],
    ['meta', { name: 'theme-color', content: '#ffffff', media: '(prefers-color-scheme: light)' }],
    ['meta', { name: 'theme-color', content: '#0f1216', media: '(prefers-color-scheme: dark)' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    anchor: { slugify: slug },
    config(md) {
      const image = md.renderer.rules.image;
      md.renderer.rules.image = (tokens, index, options, env, self) => {
        const source = tokens[index].attrGet('src');
        const text = md.utils.escapeHtml(tokens[index].content);
        if (source.endsWith('session-states.svg')) {
          return `<span class="drawing" tabindex="0" role="group" aria-label="${text}">${drawing}</span>`;
        }
        return picture(source, text) ?? image(tokens, index, options, env, self);
      };
      md.core.ruler.push('tables', ({ tokens }) => labelTables(tokens));
      // Wide tables scroll, and a keyboard scrolls only what can have the focus.
      md.renderer.rules.table_open = () => '<div class="table" tabindex="0" role="group" aria-label="Table"><table role="table">';
      md.renderer.rules.table_close = () => '</table></div>';
    },
  },
  transformPageData(page) {
    if (guideNames.includes(page.relativePath)) page.description = description(page.relativePath);
    if (page.relativePath === 'index.md') page.frontmatter.pageClass = 'first-page';
  },
  transformHead({ pageData }) {
    if (!guideNames.includes(pageData.relativePath)) return [];
    return [['link', { rel: 'alternate', type: 'text/markdown', href: `/${pageData.relativePath}` }]];
  },
  buildEnd: ({ outDir }) => writeMarkdown(outDir),
  vite: {
    build: { chunkSizeWarningLimit: 1_000 },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    externalLinkIcon: true,
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      playground,
      { text: 'Error codes', link: '/errors' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
    ],
    sidebar: [{ ...first, items: [{ text: 'All guides', link: '/' }, ...first.items, playground] }, ...others],
    socialLinks: [{ icon: 'github', link: 'https://github.com/getpassage/web-react' }],
  },
});
