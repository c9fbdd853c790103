// Serves the host page, and on another site (127.0.0.1 instead of localhost) the frames of the peers.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { brotli, HERE } from './bundle.mjs';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', wasm: 'application/wasm' };

/** Serves `/sdk/…` from `folder`, compressed and cacheable, and the pages of this folder. */
export async function serve(folder) {
  const server = createServer(({ url }, response) => {
    const [, top, ...rest] = new URL(url, 'http://localhost').pathname.split('/');
    const file = rest.join('/');
    const type = TYPES[file.split('.').at(-1)] ?? TYPES.html;
    try {
      if (top === 'sdk') {
        const body = brotli(folder, file);
        response.writeHead(200, {
          'content-type': type,
          'content-encoding': 'br',
          'content-length': body.length,
          'cache-control': 'max-age=31536000, immutable',
        });
        return void response.end(body);
      }
      const body = readFileSync(join(HERE, 'page', top === 'frame' ? 'frame.html' : file));
      response.writeHead(200, { 'content-type': top === 'frame' ? TYPES.html : type, 'cache-control': 'no-store' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return { host: `http://localhost:${port}`, frames: `http://127.0.0.1:${port}/frame`, stop: () => server.close() };
}
