// When the engine is loaded ahead of a press: shared by the hook, the button and the element.

import { after } from '../call/platform.js';

/** Calls `run` at every sign that the person may press something inside `target`. Returns a function that ends this. */
export function onIntent(target: EventTarget, run: () => void): () => void {
  const signs = ['pointerover', 'focusin', 'touchstart'];
  for (const sign of signs)
    target.addEventListener(sign, run, { __proto__: null, capture: true, passive: true } as AddEventListenerOptions);
  return () => {
    for (const sign of signs) target.removeEventListener(sign, run, true);
  };
}

/** Calls `run` when the browser is idle. Returns a function that cancels this. */
export function whenIdle(run: () => void): () => void {
  // `cancelIdleCallback` may be missing although `requestIdleCallback` is there.
  let wanted = true;
  const once = () => {
    if (wanted) run();
  };
  let stop: (() => void) | undefined;
  try {
    const id = requestIdleCallback(once, { timeout: 2_000 });
    stop = () => {
      if (typeof cancelIdleCallback === 'function') cancelIdleCallback(id);
    };
  } catch {
    stop = after(200, once);
  }
  return () => {
    wanted = false;
    stop?.();
  };
}
