import { observeAbove } from './platform.js';

/** Waits until the opener can take the focus. There is never more than one. */
let waiting: MutationObserver | undefined;

/** The element that has the focus, also inside shadow roots; `undefined` if that is the body, the root, or none. */
export function focused(): HTMLElement | undefined {
  if (typeof document === 'undefined') return undefined;
  let element = document.activeElement;
  for (let inner; (inner = element?.shadowRoot?.activeElement); ) element = inner;
  const nowhere = !element || element === document.body || element === document.documentElement;
  return nowhere ? undefined : (element as HTMLElement);
}

/**
 * Gives the focus back to the opener, unless the page has put it elsewhere. Pages disable a button while it is busy, and enable it
 * some time after the ending: then it gets the focus as soon as it can take it.
 */
export function giveFocusBack(opener: HTMLElement | undefined): void {
  stopWaiting();
  if (!opener?.isConnected || tryFocus(opener)) return;
  try {
    waiting = new MutationObserver(() => {
      if (!opener.isConnected || tryFocus(opener)) stopWaiting();
    });
    // What keeps it from the focus is an attribute, its own or one of its ancestors'.
    observeAbove(waiting, opener, 'attributes');
  } catch {
    // A page without a working `MutationObserver`: then nothing gets the focus.
  }
}

/** Stops waiting: a new session has an opener of its own. */
export function stopWaiting(): void {
  waiting?.disconnect();
  waiting = undefined;
}

/** Focuses the opener if nothing has the focus. True when something has it now, so that nothing is left to do. */
function tryFocus(opener: HTMLElement): boolean {
  if (!focused()) opener.focus({ preventScroll: true });
  return focused() !== undefined;
}
