// The host page: imports an SDK, opens its modal at a click, and reports when the dialog was painted.
//
// "Painted" means that an animation frame began with the dialog in the page, and that the first task after that frame has run. So the main
// thread has finished style, layout and paint of that frame. The task runs before those for data that has arrived meanwhile.
// What the compositor does after that takes the same for all. Event Timing would be coarser (8 ms), and sees nothing that a click causes later than its own frame.

const bench = {
  /** Imports the SDK and, with `preload`, all that it loads later. */
  async prepare(name, settings, mode) {
    const { default: adapter } = await import(`/page/adapters/${name}.js`);
    const load = async () => {
      const api = await import(`/sdk/${name}.js`);
      bench.sdk = adapter(api, settings);
    };
    if (mode !== 'at the click') await load();
    if (mode === 'preloaded') await bench.sdk.preload?.();
    bench.load = load;
    await new Promise((resolve) => requestIdleCallback(resolve));
  },

  /** From the next click on the button to the dialog painted. */
  watch(options) {
    bench.painted = new Promise((resolve) => {
      addEventListener('click', ({ timeStamp: clickedAt }) => followFrames(clickedAt, resolve), { capture: true, once: true });
    });
    document.getElementById('open').onclick = async () => {
      if (!bench.sdk) await bench.load();
      bench.openAt = performance.now();
      bench.sdk.open(options);
      bench.handlerMs = performance.now() - bench.openAt;
    };
  },
};

/** `frames`: how many began after the click until the dialog was in one; `workMs`: the click's handler and that one. */
function followFrames(clickedAt, done) {
  let frames = 0;
  let frameAt = 0;
  const painted = () => {
    const paintedAt = performance.now();
    done({ clickedAt, ms: paintedAt - clickedAt, frames, workMs: bench.handlerMs + paintedAt - frameAt });
  };
  const frame = () => {
    frames += 1;
    frameAt = performance.now();
    if (bench.sdk?.dialog()) scheduler.postTask(painted, { priority: 'user-blocking' });
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

globalThis.bench = bench;
document.documentElement.dataset.ready = '';
