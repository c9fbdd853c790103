// The shim passes this to the engine's glue, where it is a parameter; the glue of a test looks for it among the globals.

import { platform } from '../../js/engine/platform.js';
import { interior, wayBack } from '../../js/engine/interior.js';
import { openShell } from '../../js/shell/shell.js';

globalThis.platform = platform;

/** Something to import. */
export function lend() {}

/**
 * What the shim lends to a session: a dialog that a click has shown, whose element in the page is `globalThis.root`. What keeps the
 * page from scrolling is `globalThis.sheet`.
 */
export function place(texts, signal) {
  const show = (...heading) => {
    const shell = openShell('en', 'auto', () => undefined, ...heading);
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
