// The dialog as the click shows it, whatever is loaded or not: its title, a close button that works, and a skeleton. The
// engine takes it over, with all that it does to the page while it is open (`src/browser/modal`).
//
// JavaScript and not TypeScript, so that the tests of the engine's adapters load it as it stands.

import { add, adopt } from './nodes.js';
import { css } from './style.js';
import { languageOf, WORDS } from './words.js';

/** What a page's own modal listens to, to find out about clicks and keys outside of it. */
const HEARD = ['keydown', 'pointerdown', 'mousedown', 'click', 'focusin'];

/**
 * @typedef {object} Shell
 * @property {HTMLElement} root The element in the page that holds everything, in an open shadow root.
 * @property {HTMLDialogElement} dialog
 * @property {() => void} show Puts it into the page, above everything; throws where it is not shown.
 * @property {() => void} release The engine listens from here on.
 * @property {() => void} remove Nothing of it is left in the page.
 */

/**
 * Opens the dialog, or throws where the page does not show it. `close` is called when the person wants it closed, or the page
 * has closed it.
 * @param {string} locale
 * @param {'light' | 'dark' | 'auto'} theme
 * @param {() => void} close
 * @param {string} [heading] in the place of the usual one
 * @returns {Shell}
 */
export function openShell(locale, theme, close, heading) {
  const lang = languageOf(locale);
  const [title, closeName] = WORDS[lang];
  const name = heading ?? title;
  const root = document.createElement('div');
  // react-aria hides whatever appears beside its own modal, except for this.
  root.setAttribute('data-react-aria-top-layer', 'true');
  // Open: a closed one would hide the dialog from accessibility tools and tests, and keep no script out.
  const shadow = root.attachShadow(/** @type {ShadowRootInit} */ ({ __proto__: null, mode: 'open' }));
  adopt(shadow, css);
  const dir = lang === 'ar' ? 'rtl' : 'ltr';
  const dialog = add(shadow, 'dialog', ['aria-label', name, 'lang', lang, 'dir', dir, 'tabindex', '-1', 'class', theme]);
  // No landmarks: the page has its own, and may have only one of some.
  const head = add(dialog, 'div', ['class', 'head']);
  add(head, 'h2', ['', name]);
  // Disabled until the dialog is shown, so that the focus starts on the dialog: Enter pressed twice must not close it.
  const button = add(head, 'button', ['type', 'button', 'id', 'close', 'aria-label', closeName, 'disabled', '']);
  if (!heading) {
    const bones = add(add(dialog, 'section'), 'div', ['class', 'bones']);
    for (let count = 5; count--; ) add(bones, 'i');
  }

  /** @type {(event: Event & Partial<KeyboardEvent>) => void} */
  const atWindow = (event) => {
    const path = event.composedPath?.() ?? [];
    const inside = path.includes(root);
    // With the focus nowhere, keys go to the body. While an input method is open, Escape belongs to it.
    const escape = event.type === 'keydown' && event.key === 'Escape' && !event.isComposing && (inside || path[0] === document.body);
    if (inside || escape) event.stopImmediatePropagation();
    if (escape) event.preventDefault();
    if (escape || (event.type === 'click' && path[0] === button)) close();
  };
  /** @type {(event: Event) => void} */
  const byBrowser = (event) => {
    event.preventDefault();
    close();
  };
  /** @type {AbortController | undefined} */
  let stop;
  /** @type {(change: 'addEventListener' | 'removeEventListener', signal?: AbortSignal) => void} */
  const listeners = (change, signal = stop?.signal) => {
    const options = /** @type {AddEventListenerOptions} */ ({ __proto__: null, capture: true, signal });
    for (const heard of HEARD) window[change](heard, atWindow, options);
    for (const told of ['cancel', 'close']) dialog[change](told, byBrowser, options);
  };

  const shell = {
    root,
    dialog,
    show() {
      // Not where the opener is: under a parent that is not displayed, a dialog is invisible and the page dead.
      if (!root.isConnected) document.body.appendChild(root);
      dialog.showModal();
      button.disabled = false;
      if (!dialog.open || !root.isConnected) throw new Error();
    },
    release() {
      listeners('removeEventListener');
      // A page may have wrapped the one above, or the other.
      stop?.abort();
    },
    remove() {
      shell.release();
      // Without `close`, removing an open dialog loses the focus.
      dialog.close();
      root.remove();
    },
  };
  try {
    try {
      stop = new AbortController();
      listeners('addEventListener');
    } catch {
      // A page's own idea of a signal.
      stop = undefined;
      listeners('addEventListener');
    }
    shell.show();
  } catch (error) {
    root.remove();
    shell.release();
    throw error;
  }
  return shell;
}
