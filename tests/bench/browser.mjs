// Opens pages in headless Chrome with a chosen processor and network speed, and clicks in them as a person does.

import { chromium } from '@playwright/test';
import { SDKS } from './sdks.mjs';

/** Latency in ms, throughput in bytes per second, as the DevTools protocol expects them. */
export const LINKS = {
  '4G': { latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 },
  'slow 3G': { latency: 400, downloadThroughput: 4e5 / 8, uploadThroughput: 4e5 / 8 },
};

export function launch() {
  // On a signal, run.mjs stops at once, and its children with it.
  return chromium.launch({ executablePath: process.env.CHROME_PATH, args: ['--no-sandbox'], handleSIGINT: false, handleSIGTERM: false });
}

/** Answers for the hosts to which a peer always connects: pages that send what its SDK waits for. */
const ELSEWHERE = {
  mono: '<!doctype html><title>frame</title><input>',
  knot: "<!doctype html><title>frame</title><input><script>parent.postMessage({ name: 'loadingFinished' }, '*')</script>",
};

/** A fresh browser context with one page, so that nothing is cached or compiled. */
export async function freshPage(lab, name) {
  const context = await lab.browser.newContext();
  if (SDKS[name]?.host) {
    // The SDK sends its events to another host of the same company.
    const { hostname } = new URL(SDKS[name].host);
    const company = hostname.split('.').slice(-2).join('.');
    const answer = { status: 200, headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' } };
    await context.route(
      (url) => url.hostname.endsWith(company),
      (route) => {
        const frame = route.request().resourceType() === 'document';
        return route.fulfill({ ...answer, contentType: frame ? 'text/html' : 'application/json', body: frame ? ELSEWHERE[name] : '{}' });
      },
    );
  }
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await Promise.all([cdp.send('Network.enable'), cdp.send('Performance.enable')]);
  return { context, page, cdp };
}

/** Slows down the main thread and the network. */
export async function slowDown(cdp, cpu = 1, link) {
  if (cpu !== 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  if (link) await cdp.send('Network.emulateNetworkConditions', { offline: false, ...LINKS[link] });
}

/** The host page with an SDK in it, see `page/open.js`; `mode` is `preloaded`, `imported` or `at the click`. */
export async function hostPage(lab, name, mode, settings = {}) {
  const seen = await freshPage(lab, name);
  const { page } = seen;
  // Each error once, although a peer may throw it a thousand times.
  const told = new Set();
  page.on('pageerror', ({ message }) => told.has(message) || (told.add(message), console.error(`  ${name}: ${message}`)));
  await page.goto(`${lab.site.host}/page/open.html`);
  await page.waitForSelector('html[data-ready]');
  const all = { baseUrl: lab.connect.address, frames: lab.site.frames, ...settings };
  await page.evaluate(([name, all, mode]) => bench.prepare(name, all, mode), [name, all, mode]);
  return seen;
}

/** Presses the mouse at the button, which the browser treats as a person's click. */
export async function click(cdp) {
  const press = (type) => cdp.send('Input.dispatchMouseEvent', { type, x: 100, y: 40, button: 'left', clickCount: 1 });
  await press('mousePressed');
  await press('mouseReleased');
}

/** When the first request for a frame's page was sent, in ms of the page's clock. */
export function frameRequest(page, cdp) {
  const main = page.mainFrame();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no frame was asked for in 30 s')), 30_000);
    cdp.on('Network.requestWillBeSent', async function seen({ type, timestamp, request }) {
      if (type !== 'Document' || request.url === main.url()) return;
      cdp.off('Network.requestWillBeSent', seen);
      clearTimeout(timer);
      const { metrics } = await cdp.send('Performance.getMetrics');
      const from = metrics.find(({ name }) => name === 'NavigationStart').value;
      resolve((timestamp - from) * 1_000);
    });
  });
}
