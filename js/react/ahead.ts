import { after } from '../call/platform.js';

/** What people do before they press something. */
const SIGNS = ['pointerover', 'focusin', 'touchstart'];

/** Calls `run` when it is time to do something ahead of a call; returns what prevents it. */
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
    for (const sign of SIGNS) document.addEventListener(sign, once, { __proto__: null, capture: true, passive: true } as AddEventListenerOptions);
  }
  return stop;
}

/** Calls `run` when the browser has nothing better to do; returns what prevents it. */
function whenIdle(run: () => void): () => void {
  // Whoever took one of the two functions away may have left the other.
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
