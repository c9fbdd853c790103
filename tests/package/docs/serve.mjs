// Serves the built site on a free port, as any host of static files does: compressed, and with hashed names kept for ever.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
};

export async function serve(site) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, 'http://site').pathname);
    const body = await readFile(join(site, path)).catch(() => undefined);
    if (!body) return void response.writeHead(404).end();
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const headers = { 'content-type': type, 'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'max-age=600' };
    if (!type.startsWith('text/')) return void response.writeHead(200, headers).end(body);
    response.writeHead(200, { ...headers, 'content-encoding': 'br' }).end(brotliCompressSync(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  // To the service at 127.0.0.1, a page at localhost is another site.
  return { address: `http://localhost:${server.address().port}`, close: () => server.close() };
}
