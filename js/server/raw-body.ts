import { isPromise } from './headers.js';
import { WebhookError } from './webhook-error.js';

/**
 * A copy of a body's bytes, so that the bytes that are parsed are the ones that were hashed, even if other code writes to the buffer.
 *
 * @throws `WebhookError` with `BODY_NOT_RAW`.
 */
export function rawBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  // Not `instanceof`: in edge runtimes and test runners the ArrayBuffer may come from another realm.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body as ArrayBuffer).slice();
  if (isPromise(body)) throw new WebhookError('BODY_NOT_RAW', 'body is a promise: write `body: await request.arrayBuffer()`.');
  throw new WebhookError(
    'BODY_NOT_RAW',
    'verifyWebhook needs the raw body (string, Uint8Array or ArrayBuffer): the signature is of its bytes, and a parsed body ' +
      'has lost them (85.00 becomes 85). Express: express.raw({ type: "application/json" }) on this route, before any ' +
      'express.json(), then req.body. Fastify: addContentTypeParser("application/json", { parseAs: "buffer" }, (_, body, done) ' +
      '=> done(null, body)), then request.body. Next.js and Hono: await request.arrayBuffer().',
  );
}
