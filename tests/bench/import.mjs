// Measure 2: how long the import occupies the main thread, and how long it takes until the SDK is ready to open.
//
// The main thread's time is the browser's own count of its tasks (`TaskDuration`). It includes parsing, compiling and running, but not
// waiting. A page that imports an empty module shows the cost of the measurement itself.

import { freshPage, slowDown } from './browser.mjs';
import { spread } from './figures.mjs';
import { OURS, SDKS, TWIN } from './sdks.mjs';

export const NOTHING = 'nothing';

export async function measureImport(lab, rounds) {
  const figures = {};
  for (const cpu of [1, 6]) {
    const seen = {};
    for (let each = 0; each < rounds; each += 1) {
      for (const name of [NOTHING, ...Object.keys(SDKS)]) {
        for (const [figure, value] of Object.entries(await visit(lab, name, cpu))) ((seen[name] ??= {})[figure] ??= []).push(value);
      }
    }
    figures[cpu] = mapValues(seen, (values) => mapValues(values, spread));
  }
  return figures;
}

async function visit(lab, name, cpu) {
  const { context, page, cdp } = await freshPage(lab);
  const cold = await load(lab, page, cdp, name, cpu);
  const second = await context.newPage();
  const cached = await load(lab, second, await performanceOf(context, second), name, cpu);
  await context.close();
  return { importTask: cold.importTask, readyTask: cold.readyTask, cold: cold.ms, cached: cached.ms, ...(await preloaded(lab, name, cpu)) };
}

/** The page names the files that will be loaded as hints. For an SDK with one small file, that has the same effect as the cache. */
async function preloaded(lab, name, cpu) {
  if (name !== OURS && name !== TWIN) return {};
  const { context, page, cdp } = await freshPage(lab);
  const { first, later } = filesOf(lab, name);
  const { ms } = await load(lab, page, cdp, name, cpu, [...first, ...later]);
  await context.close();
  return { preloaded: ms };
}

/** The files of the import, and those that the SDK needs to be ready. */
function filesOf(lab, name) {
  const { first, all } = lab.bundles.files[name];
  return { first, later: all.filter((file) => name === OURS && /-engine-/.test(file) && !/script/.test(file)) };
}

async function performanceOf(context, page) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  return cdp;
}

/** `hints` are files that the page names as `modulepreload`; they have arrived before the time begins. */
async function load(lab, page, cdp, name, cpu, hints = []) {
  await page.goto(`${lab.site.host}/page/blank.html`);
  await page.evaluate(async (hints) => {
    const arrived = hints.map((href) => {
      const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href: `/sdk/${href}` });
      document.head.append(link);
      return new Promise((resolve) => (link.onload = link.onerror = resolve));
    });
    await Promise.all(arrived);
    await new Promise((resolve) => requestIdleCallback(resolve));
  }, hints);
  await slowDown(cdp, cpu);
  const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
  const before = await busy();
  const imported = await page.evaluate(async (name) => {
    const start = performance.now();
    globalThis.api = await import(`/sdk/${name}.js`);
    return performance.now() - start;
  }, name);
  const between = await busy();
  const ready = await page.evaluate(async () => {
    const start = performance.now();
    await api.preload?.();
    return performance.now() - start;
  });
  const after = await busy();
  return { importTask: between - before, readyTask: after - between, ms: imported + ready };
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
