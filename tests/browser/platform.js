// The TypeScript layer passes `platform` to the engine's glue as a parameter; in these tests the glue reads it from the globals.

import { platform } from '../../js/engine/platform.js';
import { interior, wayBack } from '../../js/engine/interior.js';
import { openShell } from '../../js/shell/shell.js';
import { ENGLISH } from '../../js/shell/words.js';

globalThis.platform = platform;

/** Does nothing: a test that calls it imports this file. */
export function load() {}

/**
 * Shows a dialog and returns what the TypeScript layer passes to a session. The dialog's element is `globalThis.root`, and the style sheet
 * that keeps the page from scrolling is `globalThis.sheet`. With an element as `globalThis.container`, it is a region in there. Whoever closes
 * it before the engine has taken it over, or removes that region, is `globalThis.closedBy`.
 */
export function place(texts, signal) {
  const show = (...heading) => {
    const shell = openShell(ENGLISH, 'auto', (by) => (globalThis.closedBy = by), globalThis.container, ...heading);
    globalThis.root = shell.root;
    return shell;
  };
  const shell = show();
  return {
    shell,
    inside: interior(shell, texts),
    offer(url) {
      shell.remove();
      const other = show(texts.connected);
      wayBack(other, texts, url);
      return other;
    },
    signal,
    locked: (sheet) => void (globalThis.sheet = sheet),
  };
}
