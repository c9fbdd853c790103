/** Waits for an opener that cannot take the focus yet. There is never more than one. */
let waiting: MutationObserver | undefined;

/** The element that has the focus, in shadow roots too; `undefined` while it is nowhere in particular. */
export function focused(): HTMLElement | undefined {
  if (typeof document === 'undefined') return undefined;
  let element = document.activeElement;
  for (let inner; (inner = element?.shadowRoot?.activeElement); ) element = inner;
  const nowhere = !element || element === document.body || element === document.documentElement;
  return nowhere ? undefined : (element as HTMLElement);
}

/**
 * Gives the focus back to whoever had it when a session was opened, unless the page has put it elsewhere. Pages disable a
 * button while it is busy, and enable it some time after the ending: then it gets the focus when it can take it.
 */
export function giveFocusBack(opener: HTMLElement | undefined): void {
  stopWaiting();
  if (!opener?.isConnected || tryFocus(opener)) return;
  try {
    waiting = new MutationObserver(() => {
      if (!opener.isConnected || tryFocus(opener)) stopWaiting();
    });
    // What keeps it from the focus is an attribute of it, or of what it is in.
    for (let node: Node | null = opener; node; node = node.parentNode ?? (node as ShadowRoot).host ?? null) {
      waiting.observe(node, { __proto__: null, attributes: true } as MutationObserverInit);
    }
  } catch {
    // A page without a `MutationObserver`: the focus stays nowhere.
  }
}

/** A new session has an opener of its own. */
export function stopWaiting(): void {
  waiting?.disconnect();
  waiting = undefined;
}

/** True when nothing is left to do: it has the focus, or something else has. */
function tryFocus(opener: HTMLElement): boolean {
  if (!focused()) opener.focus({ preventScroll: true });
  return focused() !== undefined;
}
