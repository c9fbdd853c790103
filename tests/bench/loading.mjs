// How long preload() takes on a slow link: with the WebAssembly inside the engine's script, as the package ships it, and with a
// `.wasm` of its own that is compiled while it arrives. Both in the same run, taking turns, each time in a fresh browser
// context. Prints medians and ratios; `cargo xtask bench loading` runs it.
//
// usage: node tests/bench/loading.mjs SHIPPED STREAMED WASM, two folders of the package's scripts and the file

import { chromium } from '@playwright/test';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

const [, , shipped, streamed, wasm] = process.argv;
const ROUNDS = 15;
/** Those of WebPageTest, whose names are the usual ones. */
const LINKS = {
  '4G': { latency: 170, downloadThroughput: (9e6 / 8), uploadThroughput: (9e6 / 8) },
  'slow 3G': { latency: 400, downloadThroughput: (4e5 / 8), uploadThroughput: (4e5 / 8) },
};
const LAYOUTS = ['in the script', 'streamed, after the script', 'streamed, beside the script'];

const server = createServer(async ({ url }, response) => {
  const file = url === '/passage.wasm' ? wasm : url.replace(/^\/shipped\//, `${shipped}/`).replace(/^\/streamed\//, `${streamed}/`);
  if (url === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
  try {
    const body = brotliCompressSync(await readFile(file));
    response.writeHead(200, { 'content-type': url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', 'content-encoding': 'br', 'content-length': body.length });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://localhost:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ['--no-sandbox'] });

/** Milliseconds from preload() to its end, with `/core` imported before, and what the browser loaded meanwhile. */
async function measure(layout, link, slowdown) {
  const page = await (await browser.newContext()).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(address);
  const folder = layout === LAYOUTS[0] ? 'shipped' : 'streamed';
  await page.evaluate((folder) => import(`/${folder}/core.js`), folder);
  await cdp.send('Network.emulateNetworkConditions', { offline: false, ...LINKS[link] });
  const took = await page.evaluate(
    async ([folder, beside]) => {
      const core = await import(`/${folder}/core.js`);
      performance.clearResourceTimings();
      const start = performance.now();
      if (folder === 'streamed') {
        if (beside) void import('/streamed/engine.js');
        core.configure({ wasm: beside ? await WebAssembly.compileStreaming(fetch('/passage.wasm')) : '/passage.wasm' });
      }
      await core.preload();
      const took = performance.now() - start;
      const loaded = performance.getEntriesByType('resource');
      return { ms: took, requests: loaded.length, bytes: loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
    },
    [folder, layout === LAYOUTS[2]],
  );
  await page.context().close();
  return took;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const link of Object.keys(LINKS)) {
  for (const slowdown of [1, 6]) {
    const seen = Object.fromEntries(LAYOUTS.map((layout) => [layout, []]));
    for (let round = 0; round < ROUNDS; round += 1) for (const layout of LAYOUTS) seen[layout].push(await measure(layout, link, slowdown));
    const first = median(seen[LAYOUTS[0]].map(({ ms }) => ms));
    console.log(`\n${link}, processor ${slowdown}x slower, median of ${ROUNDS}`);
    for (const layout of LAYOUTS) {
      const ms = median(seen[layout].map(({ ms }) => ms));
      const { requests, bytes } = seen[layout][0];
      console.log(`  ${layout.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms   ratio ${(ms / first).toFixed(2)}   ${requests} requests, ${bytes} bytes`);
    }
  }
}
await browser.close();
server.close();
