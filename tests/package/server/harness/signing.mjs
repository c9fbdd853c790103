// Signs like the service, and in all the wrong ways.

import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

export const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A key pair with an id: `{ kid, privateKey, pem, jwk }`. */
export function newKey(kid, namedCurve = 'P-256') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { kid, privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }), jwk: publicKey.export({ format: 'jwk' }) };
}

export const publicJwk = (pem) => createPublicKey(pem).export({ format: 'jwk' });

/** A token; `header` and `claims` override what the service would write, and undefined removes a member. */
export function token(key, body, { header = {}, claims = {}, iat = Math.floor(Date.now() / 1000), encoding = 'ieee-p1363' } = {}) {
  const head = b64({ alg: 'ES256', typ: 'JWT', kid: key.kid, ...header });
  const payload = b64({ iat, request_body_sha256: sha256(body), ...claims });
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), { key: key.privateKey, dsaEncoding: encoding });
  return `${head}.${payload}.${signature.toString('base64url')}`;
}

/** The headers of a webhook that was signed now, or at `iat` in epoch seconds. */
export function headersFor(key, body, options = {}) {
  const iat = options.iat ?? Math.floor(Date.now() / 1000);
  return { 'x-passage-signature': token(key, body, { ...options, iat }), 'x-passage-timestamp': String(iat) };
}

/** A webhook as input for a runtime. */
export function input(bytes, fields, rest = {}) {
  return { body: { as: 'Uint8Array', base64: Buffer.from(bytes).toString('base64') }, headers: { as: 'Headers', fields }, ...rest };
}
