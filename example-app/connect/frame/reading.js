// How long a person needs to read a failure.

/** To notice it, and for each character, in ms; and the most, below what the service waits. */
const NOTICE_MS = 5_000;
const CHARACTER_MS = 80;
const MOST_MS = 50_000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'];

/** Resolves when the text was there long enough, counted from the last sign that somebody is here. Hidden, it was not read. */
export function wasRead(text, signal) {
  const enough = Math.min(MOST_MS, NOTICE_MS + text.length * CHARACTER_MS);
  return new Promise((resolve) => {
    const over = new AbortController();
    let timer = 0;
    const finish = (read) => {
      clearTimeout(timer);
      clearTimeout(last);
      over.abort();
      resolve(read);
    };
    const last = setTimeout(() => finish(true), MOST_MS);
    const start = () => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(() => finish(true), enough);
    };
    for (const sign of SIGNS) addEventListener(sign, start, { passive: true, signal: over.signal });
    document.addEventListener('visibilitychange', start, { signal: over.signal });
    signal.addEventListener('abort', () => finish(false), { once: true });
    start();
  });
}
