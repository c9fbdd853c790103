// Measure 6: what a thousand cycles of opening and closing leave in the page.

import { hostPage } from './browser.mjs';
import { SDKS } from './sdks.mjs';

const FIRST = 10;
/** Knot never removes its listeners, and each of them posts an event at every close, so its requests grow with the square. */
const CYCLES = { knot: 100 };

/** A trial run, with fewer rounds than a kept one, also has fewer cycles. */
export async function measureCycles(lab, rounds) {
  const figures = {};
  const most = Math.min(1_000, rounds * 50);
  for (const name of Object.keys(SDKS)) {
    figures[name] = await many(lab, name, Math.min(CYCLES[name] ?? 1_000, most));
    console.log(`  ${name}: ${figures[name].msPerCycle.toFixed(1)} ms a cycle`);
  }
  return figures;
}

async function many(lab, name, cycles) {
  // The usual page, with a count of WebAssembly's memory.
  const { context, page, cdp } = await hostPage(lab, name, 'at the click');
  await page.evaluate(countMemories);
  await page.evaluate(() => bench.load());
  const codes = [];
  while (codes.length < cycles) codes.push((await lab.connect.createLink()).claimCode);
  await page.evaluate(run, codes.slice(0, FIRST));
  const first = await size(page, cdp);
  const start = performance.now();
  await page.evaluate(run, codes.slice(FIRST));
  const msPerCycle = (performance.now() - start) / (cycles - FIRST);
  const last = await size(page, cdp);
  await context.close();
  return { cycles, msPerCycle, first, last };
}

/** The browser's own counts after a garbage collection. */
async function size(page, cdp) {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, bench.sdk.settlesMs ?? 500)));
  for (let times = 0; times < 3; times += 1) await cdp.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners, documents } = await cdp.send('Memory.getDOMCounters');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  const wasm = await page.evaluate(() => globalThis.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
  return { documents, nodes, listeners: jsEventListeners, heap, wasm };
}

/** Runs in the page: opens, waits until the frame is there, closes, waits until the dialog is gone. */
async function run(codes) {
  const until = async (done) => {
    const by = performance.now() + 10_000;
    for (let value; ; ) {
      if ((value = done())) return value;
      if (performance.now() > by) throw new Error(`never: ${done}`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  // With a limit, because some SDKs show a frame that has already loaded.
  const loaded = (frame) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, 1_000);
      frame.addEventListener('load', () => (clearTimeout(timer), resolve()), { once: true });
    });
  const { sdk } = bench;
  for (const [each, claimCode] of codes.entries()) {
    sdk.open({ claimCode });
    const dialog = await until(() => sdk.dialog());
    const frame = await until(() => (dialog.tagName === 'IFRAME' ? dialog : dialog.querySelector('iframe')));
    // Loading the frame's page costs more than everything else, so only every twentieth cycle does. (Mono loads it once, at the set-up.)
    if (each % 20 === 5 && sdk.settlesMs === undefined) await loaded(frame);
    sdk.close();
    await until(() => !sdk.dialog());
  }
}

/** Runs in the page. */
function countMemories() {
  const memories = (globalThis.memories = []);
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    for (const each of Object.values((made.instance ?? made).exports)) if (each instanceof WebAssembly.Memory) memories.push(each);
    return made;
  };
}
