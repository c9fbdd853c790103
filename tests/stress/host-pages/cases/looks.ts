// Pages whose styles apply to everything in them. Each time, the dialog must be inside the window, and a click must reach its close
// button and its frame.

import type { HostPage } from '../row.ts';

const looks = (css: string, page = `\`${css}\``): HostPage => ({ page, html: { head: `<style>${css}</style>` }, ending: 'complete' });

export const styles: HostPage[] = [
  looks('html { zoom: 1.25 }'),
  looks('html { zoom: 2 }'),
  looks('html { zoom: 0.5 }'),
  looks('body { zoom: 1.5 }'),
  looks('html { font-size: 4px }'),
  looks('html { font-size: 48px }'),
  looks('body { transform: scale(0.5); perspective: 100px }'),
  looks('html { transform: rotate(1deg); filter: grayscale(1) }'),
  looks('body { contain: strict; height: 300px }'),
  looks('body { content-visibility: auto; container-type: size; height: 300px }'),
  looks('body { display: flex; flex-direction: column-reverse } body > * { flex: 1 }'),
  looks('body { display: grid; grid: 100px / repeat(3, 1fr) } body > * { grid-area: 1 / 1 }'),
  looks('body { columns: 3; position: fixed; inset: 0; overflow: auto }'),
  looks('body { opacity: 0 !important }'),
  looks('body { visibility: hidden } main { visibility: visible }'),
  looks('body { pointer-events: none; user-select: none } main { pointer-events: auto }'),
  looks('body { font-size: 0; line-height: 0; color: transparent; letter-spacing: -1em } button { font-size: 16px }'),
  looks('body { writing-mode: vertical-rl; text-orientation: sideways; direction: rtl }'),
  looks('body { text-transform: uppercase; word-spacing: 2em; text-align: end; white-space: pre }'),
  looks('html, body { overflow: hidden; height: 100% }'),
  looks('html { overflow: scroll; scrollbar-gutter: stable both-edges } body { overflow: auto; height: 50vh }'),
  looks('body > div { display: none !important }'),
  looks('body > :not(main) { display: none !important }'),
  looks(
    'div { position: absolute !important; inset: auto !important; width: 1px !important; height: 1px !important; overflow: hidden !important; clip-path: inset(50%) !important }',
  ),
  looks('dialog, iframe { display: none !important }'),
  looks('::backdrop { display: none !important } dialog { width: 10px !important; inset: auto 100% auto auto !important }'),
  looks('* { all: unset !important } style, script, title, head { display: none !important }'),
  looks('* { animation: none !important; transition: none !important; box-sizing: content-box !important }'),
  looks('*, ::before, ::after { animation-duration: 60s !important; transition: all 60s !important }'),
  looks('@media screen { body > :last-child { height: 0 !important; opacity: 0 !important; transform: translateY(-9999px) !important } }'),
  looks('@layer base { * { margin: 0 !important } } :root { color-scheme: dark; accent-color: red; --passage-accent: #0a0 }'),
  {
    page: 'the `body` is inert',
    loaded:
      "document.getElementById('opener').onclick = (({ onclick }) => (event) => { document.body.inert = true; onclick.call(null, event); })(document.getElementById('opener'))",
    after: "document.body.removeAttribute('inert'); document.getElementById('opener').focus()",
    ending: 'complete',
  },
  {
    page: 'the `body` is hidden while the modal is open, and shown again',
    live: 'document.body.hidden = true; document.body.hidden = false;',
    ending: 'complete',
  },
  {
    page: 'a popover of the page comes on top while the modal is open, and goes',
    html: { body: '<main>OPENER</main><div popover="manual" id="note">Cookies?</div>' },
    live: "{ const note = document.getElementById('note'); note.showPopover(); note.hidePopover(); }",
    ending: 'complete',
  },
];
