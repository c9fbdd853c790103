// The dialog as the click opens it, before anything else is loaded: its title, a working close button, and a skeleton. The engine
// takes it over once it is loaded, and adds what the dialog does to the page while it is open (`src/browser/modal`).
//
// In a container of the host page, a `section` takes the dialog's place. It has a name, so it is a region for screen readers.
//
// JavaScript and not TypeScript, so that the tests of the engine's adapters load it as it stands.

import { observeAbove, soon } from '../call/platform.js';
import { add, adopt, set } from './nodes.js';
import { css } from './style.js';
import { ENGLISH } from './words.js';

/** The events by which host modals notice clicks, keys and focus outside of themselves. */
const HEARD = ['keydown', 'pointerdown', 'mousedown', 'click', 'focusin'];

/**
 * @typedef {object} Shell
 * @property {HTMLElement} root The element in the page whose open shadow root contains the dialog.
 * @property {HTMLDialogElement} dialog In a container, a `section`.
 * @property {HTMLElement | undefined} container
 * @property {boolean} [outside] When it was removed from its container, the focus was elsewhere.
 * @property {(words: import('./words.js').Words) => void} speak Changes the language.
 * @property {() => void} show Shows the dialog above the page, or in its container. Throws if the page does not show it.
 * @property {() => void} release Removes the shell's listeners: the engine listens from now on.
 * @property {() => void} remove Removes the dialog and its listeners from the page.
 */

/**
 * Opens the dialog. Throws if the page does not show it. Calls `close` when the person closes the dialog or the page has closed it, or
 * has removed it from its container; the dialog stays until `remove`.
 * @param {import('./words.js').Words | undefined} words `undefined` while another language than English is being loaded: until then the
 *   heading is empty, and the accessible names are English
 * @param {'light' | 'dark' | 'auto'} theme
 * @param {(by: 'person' | 'host') => void} close
 * @param {HTMLElement} [container] shows it in this element of the page
 * @param {string} [heading] replaces the usual heading, and leaves the skeleton out
 * @returns {Shell}
 */
export function openShell(words, theme, close, container, heading) {
  const root = document.createElement('div');
  // Open, because a closed shadow root would hide the dialog from accessibility tools and tests, without keeping scripts out.
  const shadow = root.attachShadow(/** @type {ShadowRootInit} */ ({ __proto__: null, mode: 'open' }));
  adopt(shadow, css);
  const name = /** @type {'dialog'} */ (container ? 'section' : 'dialog');
  const dialog = add(shadow, name, ['tabindex', '-1', 'class', theme + ' box']);
  // react-aria hides everything outside its own modals from screen readers, except elements with this attribute.
  if (!container) set(root, ['data-react-aria-top-layer', 'true']);
  // `div`s rather than landmark elements: the page has its own landmarks, and some may occur only once.
  const head = add(dialog, 'div', ['class', 'head']);
  const line = add(head, 'h2');
  // Disabled until the dialog is shown, so that the dialog itself gets the focus: a double Enter must not press the button.
  const button = add(head, 'button', ['type', 'button', 'id', 'close', 'disabled', '']);
  if (!heading) {
    const bones = add(add(dialog, 'section'), 'div', ['class', 'bones']);
    for (let count = 5; count--; ) add(bones, 'i');
  }

  /** @type {Shell['speak']} */
  const speak = (words) => {
    const title = heading ?? words.title;
    set(dialog, ['aria-label', title, 'lang', words.lang, 'dir', words.rtl ? 'rtl' : 'ltr']);
    line.textContent = title;
    set(button, ['aria-label', words.close]);
  };
  speak(words ?? ENGLISH);
  // The page's own direction is the best guess.
  if (!words) line.textContent = dialog.dir = '';

  /** @type {(event: Event & Partial<KeyboardEvent>) => void} */
  const atWindow = (event) => {
    const path = event.composedPath?.() ?? [];
    const inside = path.includes(root);
    // Without a focus, keys go to the body. While an input method is open, Escape belongs to it.
    const ours = inside || (!container && path[0] === document.body);
    const escape = event.type === 'keydown' && event.key === 'Escape' && !event.isComposing && ours;
    if (inside || escape) event.stopImmediatePropagation();
    if (escape) event.preventDefault();
    if (escape || (event.type === 'click' && path[0] === button)) close('person');
  };
  /** @type {(event: Event) => void} */
  const byBrowser = (event) => {
    event.preventDefault();
    close('person');
  };
  /** @type {AbortController | undefined} */
  let stop;
  /** @type {(change: 'addEventListener' | 'removeEventListener', signal?: AbortSignal) => void} */
  const listeners = (change, signal = stop?.signal) => {
    const options = /** @type {AddEventListenerOptions} */ ({ __proto__: null, capture: true, signal });
    for (const heard of HEARD) window[change](heard, atWindow, options);
    for (const told of ['cancel', 'close']) dialog[change](told, byBrowser, options);
  };

  // A container is where the page wants the flow: unlike a modal, it does not come back once it is removed.
  /** @type {MutationObserver | undefined} */
  let watch;
  const stays = () => {
    // Moved, it hangs on other nodes now.
    if (root.isConnected) observeAbove(/** @type {MutationObserver} */ (watch), root, 'childList');
    else close('host');
  };

  /** @type {Shell} */
  const shell = {
    root,
    dialog,
    container,
    speak,
    show() {
      // In the body, not beside the opener: inside a parent that is not displayed, the dialog would be invisible, and the page inert.
      if (!root.isConnected) (container ?? document.body).appendChild(root);
      if (!container) dialog.showModal();
      button.disabled = false;
      if (!(container || dialog.open) || !root.isConnected) throw new Error();
    },
    release() {
      listeners('removeEventListener');
      // Both ways, because the page may have broken one of them.
      stop?.abort();
    },
    remove() {
      shell.release();
      watch?.disconnect();
      // Closed first: removing an open dialog would lose the focus.
      // Removing the root took the focus with it.
      if (container) shell.outside = root.isConnected && !shadow.activeElement;
      else dialog.close();
      root.remove();
    },
  };
  try {
    try {
      stop = new AbortController();
      listeners('addEventListener');
    } catch {
      // The page has replaced `AbortController`, and the browser does not accept its signal.
      stop = undefined;
      listeners('addEventListener');
    }
    shell.show();
    if (container) {
      try {
        // Later than what is removed with the container, such as an element of this package: that says by itself who closes.
        watch = new MutationObserver(() => void soon(stays));
        stays();
      } catch {
        // A page without a working `MutationObserver` closes the session itself.
      }
    }
  } catch (error) {
    root.remove();
    shell.release();
    throw error;
  }
  return shell;
}
