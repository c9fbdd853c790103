// Compares two layouts of the package on a slow network: preload() with the WebAssembly inside the engine's script, as it ships, and with
// a separate `.wasm` file, which is compiled while it downloads. Both alternate in one run, each time in a fresh browser context.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { LINKS, slowDown } from './browser.mjs';
import { spread } from './figures.mjs';

export const LAYOUTS = ['in the script', 'streamed, after the script', 'streamed, beside the script'];

export async function measureLoading(lab, rounds) {
  const site = await serveLayouts();
  const figures = [];
  for (const link of Object.keys(LINKS)) {
    // On a network this slow, the processor hardly matters.
    for (const cpu of link === '4G' ? [1, 6] : [1]) {
      const seen = Object.fromEntries(LAYOUTS.map((layout) => [layout, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const layout of LAYOUTS) seen[layout].push(await visit(lab, site.address, layout, link, cpu));
      }
      for (const layout of LAYOUTS) {
        const { requests, bytes } = seen[layout][0];
        figures.push({ layout, link, cpu, requests, bytes, ...spread(seen[layout].map(({ ms }) => ms)) });
      }
    }
  }
  site.stop();
  return figures;
}

/** The package's own files, as a page without a bundler loads them. */
async function serveLayouts() {
  const folders = { shipped: resolve('pkg/dist'), streamed: process.env.STREAMED };
  const compressed = new Map();
  const server = createServer(({ url }, response) => {
    if (url === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
    try {
      if (!compressed.has(url)) {
        const [, folder, file] = /^\/([a-z]+)\/(.+)$/.exec(url);
        compressed.set(url, brotliCompressSync(readFileSync(join(folders[folder], file))));
      }
      const body = compressed.get(url);
      const type = url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'br', 'content-length': body.length }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://localhost:${server.address().port}/`, stop: () => server.close() };
}

/** The milliseconds that preload() takes, with `/core` already imported, and the files that the browser loads meanwhile. */
async function visit(lab, address, layout, link, cpu) {
  const context = await lab.browser.newContext();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await page.goto(address);
  const folder = layout === LAYOUTS[0] ? 'shipped' : 'streamed';
  await page.evaluate((folder) => import(`/${folder}/core.js`), folder);
  await slowDown(cdp, cpu, link);
  const took = await page.evaluate(
    async ([folder, beside]) => {
      const core = await import(`/${folder}/core.js`);
      performance.clearResourceTimings();
      const start = performance.now();
      if (folder === 'streamed') {
        if (beside) void import('/streamed/engine.js');
        core.configure({ wasm: beside ? await WebAssembly.compileStreaming(fetch('/shipped/passage.wasm')) : '/shipped/passage.wasm' });
      }
      await core.preload();
      const ms = performance.now() - start;
      const loaded = performance.getEntriesByType('resource');
      return { ms, requests: loaded.length, bytes: loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
    },
    [folder, layout === LAYOUTS[2]],
  );
  await context.close();
  return took;
}
