import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * A service that has some keys. `asked` lists the requested ids. `answer`, if set, answers instead:
 * `(id, response) => void`.
 */
export async function startKeyService(...keys) {
  const known = new Map(keys.map(({ kid, pem }) => [kid, pem]));
  const service = { asked: [], known, answer: null, url: '', close: () => {} };
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/webhook_verification_key/get') return response.writeHead(405).end();
    const id = JSON.parse(await text(request)).key_id;
    service.asked.push(id);
    if (service.answer) return service.answer(id, response);
    const key = known.get(id);
    response.writeHead(key ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(key ? { key_id: id, key } : { error: 'There is no key with this id.', code: 'NOT_FOUND' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  service.url = `http://127.0.0.1:${server.address().port}`;
  service.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return service;
}
