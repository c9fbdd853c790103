// The guides of pkg-template/docs as a static site, which loads nothing from other origins.

import { cpSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { slug } from '../slug.mjs';

const path = (name) => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));

/** Inlined without its own style, so that the drawing follows the site's light and dark theme. */
const drawing = readFileSync(path('pkg-template/docs/session-states.svg'), 'utf8')
  .replace(/<style>[^]*?<\/style>/, '')
  .replace('<svg ', '<svg class="states" ')
  .replace(/\n/g, '');

// A copy below this folder, so that pages find Vue in its node_modules.
const guides = path('tests/package/docs/dist/guides');
rmSync(guides, { recursive: true, force: true });
cpSync(path('pkg-template/docs'), guides, { recursive: true });

const page = (text, link) => ({ text, link });

export default defineConfig({
  srcDir: guides,
  outDir: path('target/docs'),
  cacheDir: path('target/docs-cache'),
  lang: 'en',
  title: 'Passage for the web',
  // An empty icon, so that browsers do not request one.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  description: 'Guides to @getpassage/web-react',
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    anchor: { slugify: slug },
    config(md) {
      const image = md.renderer.rules.image;
      md.renderer.rules.image = (tokens, index, options, env, self) =>
        tokens[index].attrGet('src').endsWith('session-states.svg')
          ? `<span class="drawing" tabindex="0" role="group" aria-label="${md.utils.escapeHtml(tokens[index].content)}">${drawing}</span>`
          : image(tokens, index, options, env, self);
    },
  },
  vite: {
    build: { chunkSizeWarningLimit: 1_000 },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    externalLinkIcon: true,
    nav: [page('Quick start', '/quick-start'), page('Error codes', '/errors'), page('Troubleshooting', '/troubleshooting')],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('All guides', '/'),
          page('Quick start', '/quick-start'),
          page('Options', '/options'),
          page('The element', '/element'),
          page('Events', '/events'),
          page('Error codes', '/errors'),
          page('Troubleshooting', '/troubleshooting'),
          page('Debugging', '/debugging'),
        ],
      },
      {
        text: 'Your page',
        items: [
          page('Content Security Policy', '/content-security-policy'),
          page('Theming', '/theming'),
          page('Accessibility', '/accessibility'),
          page('The hosted page', '/hosted-page'),
          page('Server rendering', '/server-rendering'),
        ],
      },
      {
        text: 'Around it',
        items: [
          page('Testing your app', '/testing'),
          page('Webhooks', '/webhooks'),
          page('Sandbox', '/sandbox'),
          page('Migration', '/migration'),
          page('How it works', '/how-it-works'),
          page('Retries', '/retries'),
          page('Support', '/support'),
        ],
      },
    ],
    socialLinks: [{ icon: 'github', link: 'https://github.com/getpassage/web-react' }],
  },
});
