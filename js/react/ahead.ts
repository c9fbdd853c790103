import { after } from '../call/platform.js';

/** Events that come before a press. */
const SIGNS = ['pointerover', 'focusin', 'touchstart'];

/**
 * Calls `run` once, when the browser is idle or at the first sign that the person may press something. Returns a function that
 * cancels this.
 */
export function ahead(when: 'idle' | 'intent' | 'none', run: () => void): () => void {
  if (when === 'idle') return whenIdle(run);
  const stop = () => {
    for (const sign of SIGNS) document.removeEventListener(sign, once, true);
  };
  const once = () => {
    stop();
    run();
  };
  if (when === 'intent') {
    for (const sign of SIGNS)
      document.addEventListener(sign, once, { __proto__: null, capture: true, passive: true } as AddEventListenerOptions);
  }
  return stop;
}

/** Calls `run` when the browser is idle. Returns a function that cancels this. */
function whenIdle(run: () => void): () => void {
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
