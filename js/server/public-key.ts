import type { WebhookJwk } from './webhook-options.js';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** Imports a PEM (SPKI) or a JWK; null if it is not a public key of the curve P-256. */
export async function importPublicKey(key: unknown): Promise<CryptoKey | null> {
  try {
    if (typeof key === 'string') {
      const base64 = /^\s*-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/.exec(key)?.[1] ?? '-';
      const der = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      return await crypto.subtle.importKey('spki', der, P256, false, ['verify']);
    }
    // Only the members that define the key: `use`, `key_ops` and the like vary, and a private `d` must not be imported.
    const { kty, crv, x, y } = key as WebhookJwk;
    return await crypto.subtle.importKey('jwk', { kty, crv, x, y }, P256, false, ['verify']);
  } catch {
    return null;
  }
}
