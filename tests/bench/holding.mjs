// The real service behind a proxy that counts requests. The proxy holds status requests itself, or removes `Prefer` from them.

import { createServer, request as ask } from 'node:http';
import { once } from 'node:events';
import { startConnect } from './connect.mjs';

/** A frame that reports ready, answers pings and sends no hints: the host learns of an ending from the status alone. */
const SILENT = `<!doctype html><title>frame</title><script>
const say = (type) => parent.postMessage({ passage: 1, type }, '*');
addEventListener('message', ({ data }) => data?.type === 'ping' && say('pong'));
say('ready');
</script>`;

/**
 * `prefer: false`: as a service that knows no long-poll. `silent`: see above. With `clock`, which says the page's time in
 * ms, a request with `Prefer: wait` is held here, by that clock, because the service's own goes on while the page's
 * stands still.
 */
export async function startHolding({ prefer, silent = false, clock }) {
  const proxy = createServer();
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `http://127.0.0.1:${proxy.address().port}`;
  const connect = await startConnect(address);
  const upstream = new URL(connect.address);
  const held = new Set();
  const state = { pending: 0, asked: 0 };

  proxy.on('request', (request, response) => {
    if (silent && request.url.startsWith('/clip/')) return void response.writeHead(200, { 'content-type': 'text/html' }).end(SILENT);
    const counts = request.method !== 'OPTIONS' && request.url.startsWith('/link/');
    if (counts) {
      state.asked += 1;
      state.pending += 1;
      response.once('close', () => (state.pending -= 1));
    }
    const headers = { ...request.headers };
    const waitS = Number(/wait=(\d+)/.exec(headers.prefer ?? '')?.[1] ?? 0);
    if (!prefer || clock) if (request.url === '/link/status') delete headers.prefer;
    const parts = [];
    request.on('data', (part) => parts.push(part)).on('end', () => forward(Buffer.concat(parts)));

    function forward(body) {
      const onward = ask({ host: upstream.hostname, port: upstream.port, method: request.method, path: request.url, headers }, (answer) => {
        if (answer.statusCode !== 304 || !clock || !prefer || !waitS) {
          const applied = clock && prefer && waitS ? { 'preference-applied': `wait=${waitS}` } : {};
          response.writeHead(answer.statusCode, { ...answer.headers, ...applied });
          return void answer.pipe(response);
        }
        answer.resume();
        const waiter = {
          until: clock() + waitS * 1_000,
          // Changed: asked again, and answered with what there is now.
          wake: () => (held.delete(waiter), forward(body)),
          over() {
            held.delete(waiter);
            response.writeHead(304, { ...answer.headers, 'preference-applied': `wait=${waitS}` }).end();
          },
        };
        held.add(waiter);
        response.once('close', () => held.delete(waiter));
      });
      onward.on('error', () => response.destroy());
      response.once('close', () => onward.destroy());
      onward.end(body);
    }
  });

  return {
    address,
    createLink: connect.createLink,
    async complete(linkId) {
      await connect.complete(linkId);
      for (const waiter of [...held]) waiter.wake();
    },
    /** Claims and status requests so far. */
    get asked() {
      return state.asked;
    },
    /** Of them, under way; and whether all of these are held. */
    get pending() {
      return state.pending;
    },
    get allHeld() {
      return state.pending === held.size;
    },
    /** When the first held request is over, in ms of `clock`. */
    get heldUntil() {
      return Math.min(...[...held].map(({ until }) => until));
    },
    /** Ends those whose time has come. */
    release() {
      for (const waiter of [...held]) if (waiter.until <= clock()) waiter.over();
    },
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      await connect.stop();
    },
  };
}
