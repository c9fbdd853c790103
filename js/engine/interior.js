// The content of the dialog while a session runs, which is loaded with the engine: the notice, the frame, the question whether to
// close, and their style. The engine decides when each of them is shown.

import { add, adopt } from '../shell/nodes.js';
import { attempt } from './platform.js';

const css = `
.box{--accent:var(--passage-accent,#1f5eff);--wash:#f2f4f7;--bad:#b3261e;--on:#fff;--glass:#0b122499;outline:1px solid #0000}
dialog{overscroll-behavior:contain;box-shadow:0 24px 64px #0b122433,0 2px 8px #0b12241f}
section.box{contain:layout}
dialog,::backdrop{touch-action:pinch-zoom}
.dark{--accent:var(--passage-accent,#7aa2ff);--wash:#22272e;--bad:#ff9d94;--on:#101418}
@media (prefers-color-scheme:dark){.auto{--accent:var(--passage-accent,#7aa2ff);--wash:#22272e;--bad:#ff9d94;--on:#101418}}
button,a{box-sizing:border-box;min-width:44px;min-height:44px;padding:10px 16px;border:1px solid var(--line);border-radius:min(10px,var(--radius));background:none;color:inherit;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button:hover{background:var(--wash)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.head{user-select:none;-webkit-user-select:none}
#close:focus-visible{outline-offset:-4px}
[inert] #close{visibility:hidden}
#keep,a,#keep:hover{border-color:transparent;background:var(--accent);color:var(--on)}
@supports (color:oklch(from red l c h)){#keep,a,#keep:hover{color:oklch(from var(--accent) clamp(0,(.66 - l)*999,1) 0 0)}}
h2{overflow-wrap:anywhere}
section{display:grid;grid:100%/100%}
section>*{grid-area:1/1}
iframe{width:100%;height:100%;border:0;visibility:hidden;accent-color:var(--passage-accent)}
.live iframe{visibility:visible}
.live .bones{display:none}
.wait,.bad{display:flex;align-items:center;gap:12px;flex:none;padding:8px 24px;min-height:44px;border-bottom:1px solid var(--line);background:var(--wash);font-size:14px}
p{flex:1;margin:0}
.wait button{flex:none;margin-inline-end:-12px;border:0;padding:8px 12px;color:var(--muted)}
.bad{color:var(--bad)}
.bad~section .bones{animation:none}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.quiet button,.bad button{display:none!important}
.ask{position:absolute;inset:auto 0 0;display:flex;flex-wrap:wrap;gap:12px;padding:20px 24px;background:var(--surface);box-shadow:0 0 0 200vmax var(--glass)}
.ask p{flex-basis:100%;font-size:16px;font-weight:600}
.ask button{flex:1;min-width:min-content}
.box .app{grid:auto;padding:24px}
section.box:has(.app){height:auto;min-height:0}
dialog:has(.app){inset:0;margin:auto;height:fit-content}
@keyframes pulse{50%{opacity:.45}}
@media (prefers-reduced-motion:no-preference){.bones:not(:last-child){animation:pulse 1.4s ease-in-out infinite}}
@media (max-width:480px),(max-height:480px){dialog section{padding:0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}.ask{padding-bottom:calc(20px + env(safe-area-inset-bottom))}dialog:has(.app){top:auto;margin:0;border-radius:var(--radius) var(--radius) 0 0}}
@media (max-width:359px){.head,.bones,.wait,.bad,.ask,.app{padding-inline-start:16px}}
@media (prefers-contrast:more){.box[class]{--muted:var(--ink);--line:var(--ink);--glass:#000c;box-shadow:0 0 0 1px}}
@media (forced-colors:active){i,.ask,#keep,a{border:1px solid}#close{border:1px solid transparent}}
`;

/** @typedef {import('../generated/passage_web.js').Texts} Texts */

/**
 * The look of the notice above the frame. Where the frame or the skeleton is enough to see, the notice (`quiet`) is for screen readers.
 * @type {Record<string, string>}
 */
const LOOKS = /** @type {any} */ ({ __proto__: null, live: 'quiet', opening: 'quiet', failed: 'bad' });

/** @typedef {ReturnType<typeof interior>} Interior */

/**
 * Adds the content to a dialog that the engine takes over.
 * @param {import('../shell/shell.js').Shell} shell
 * @param {Texts} texts
 */
export function interior({ root, dialog, container }, texts) {
  if (root.shadowRoot) adopt(root.shadowRoot, css);
  const head = /** @type {HTMLElement} */ (dialog.firstElementChild);
  const main = /** @type {HTMLElement} */ (dialog.lastElementChild);
  const notice = add(dialog, 'div', ['class', 'quiet']);
  const line = add(notice, 'p', ['role', 'status']);
  add(notice, 'button', ['type', 'button', 'id', 'cancel', '', texts.cancel]);
  dialog.insertBefore(notice, main);
  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  /** @type {HTMLElement | undefined} */
  let question;
  // The focus may be elsewhere in the page, so a region says once that the frame is there.
  let arrival = container ? texts.frame : '';
  return {
    /**
     * Shows the notice for a view of the session, whose text has the view's name; `live` has none, but in a region without the focus.
     * @param {string} view
     */
    say(view) {
      notice.className = LOOKS[view] ?? 'wait';
      let text = texts[/** @type {import('../generated/passage_web.js').TextName} */ (view)];
      if (view === 'live') {
        text = root.shadowRoot?.activeElement ? '' : arrival;
        arrival = '';
      }
      // A screen reader would say the same text again.
      if (line.textContent !== text) line.textContent = text;
    },
    /**
     * Adds a frame with this address; the skeleton stays in front of it until `live`.
     * @param {string} url
     */
    loadFrame(url) {
      // The sandbox allows what the frame's page needs, and no more.
      const sandbox = 'allow-scripts allow-same-origin allow-forms';
      const has = [
        'title',
        texts.frame,
        'referrerpolicy',
        'no-referrer',
        'sandbox',
        sandbox,
        'allow',
        'otp-credentials; publickey-credentials-get',
        'src',
        url,
      ];
      return (frame = add(main, 'iframe', has));
    },
    /** Removes the frame, and shows the skeleton. */
    unloadFrame() {
      frame?.remove();
      main.className = '';
    },
    /** Shows the frame in place of the skeleton. */
    live() {
      main.className = 'live';
    },
    /** Moves the focus into the frame; the page does not scroll. */
    enter() {
      frame?.focus(/** @type {FocusOptions} */ ({ __proto__: null, preventScroll: true }));
    },
    /** The page's accent, for the frame; `undefined` if there is none, or if the browser does not give it as `rgb(…)`. */
    accent: () => attempt(() => /^rgb\(.*/.exec(getComputedStyle(/** @type {Element} */ (frame)).accentColor)?.[0]),
    /** Whether the question is shown. */
    asked: () => !!question,
    /**
     * Shows or hides the question whether to lose an unfinished sign-in. While it is shown, the header and the frame are inert. The
     * focus goes to the answer that loses nothing, and afterwards back to the frame.
     * @param {boolean} shown
     */
    ask(shown) {
      question?.remove();
      question = undefined;
      head.inert = main.inert = shown;
      if (!shown) return frame?.focus();
      question = add(dialog, 'div', ['class', 'ask', 'role', 'alertdialog', 'aria-label', texts.ask]);
      add(question, 'p', ['', texts.ask]);
      add(question, 'button', ['type', 'button', 'id', 'leave', '', texts.close]);
      add(question, 'button', ['type', 'button', 'id', 'keep', '', texts.keep]).focus();
    },
  };
}

/**
 * Adds the link back to an app to a dialog.
 * @param {import('../shell/shell.js').Shell} shell
 * @param {Texts} texts
 * @param {string} url checked
 */
export function wayBack({ root, dialog }, texts, url) {
  if (root.shadowRoot) adopt(root.shadowRoot, css);
  // Added after the dialog is shown, so that the dialog itself has the focus: a double Enter must not follow the link.
  add(add(dialog, 'section', ['class', 'app']), 'a', ['id', 'app', '', texts.app, 'href', url]);
}
