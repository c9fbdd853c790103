// A page can host the WebAssembly on another host by `configure({ wasm })`. Such a host often does not know the file's type.

import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '../harness/connection.ts';
import { environments, inProject } from '../harness/environments.ts';
import { startSite } from '../harness/site.ts';

const environment = environments.find(({ name }) => name === 'no bundler, one script tag');

// Not every run includes the plain page.
for (const type of environment ? ['application/wasm', 'application/octet-stream', 'text/html'] : []) {
  test(`configure({ wasm }) with the file on another host that calls it ${type}`, async ({ page, serve, connection, connect }) => {
    const file = inProject(environment!, 'node_modules/@getpassage/web-react/dist/passage.wasm');
    let asked = 0;
    const host = createServer((_, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
      createReadStream(file).pipe(response);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const site = await serve(startSite(environment!, connect));
    try {
      await connection.open(site.address);
      const wasm = `http://127.0.0.1:${(host.address() as AddressInfo).port}/passage.wasm`;
      await page.evaluate((wasm) => (globalThis as unknown as { Passage: Configurable }).Passage.configure({ wasm }), wasm);
      await connection.complete();
      expect(asked).toBe(1);
    } finally {
      host.close();
      host.closeAllConnections();
    }
  });
}

interface Configurable {
  configure(config: { wasm: string }): void;
}
