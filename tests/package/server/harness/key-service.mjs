import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A service that has some keys. `asked` counts the requests for the set of them. `answer`, if set, answers instead:
 * `(response) => void`.
 */
export async function startKeyService(...keys) {
  const known = new Map(keys.map(({ kid, jwk }) => [kid, jwk]));
  const service = { asked: 0, known, answer: null, url: '', close: () => {} };
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/.well-known/jwks.json') return response.writeHead(405).end();
    service.asked += 1;
    if (service.answer) return service.answer(response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [...known].map(([kid, jwk]) => ({ ...jwk, kid, alg: 'ES256', use: 'sig' })) }));
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
