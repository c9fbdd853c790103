import { asObject } from './encoding.js';
import { unknownKey } from './key-ring.js';
import { importPublicKey } from './public-key.js';
import { WebhookError } from './webhook-error.js';
import type { WebhookKeys } from './webhook-options.js';

/** The key with this id, among those that the caller passed as `keys`. */
export async function givenKey(keys: WebhookKeys, kid: string): Promise<CryptoKey> {
  const known = asObject(keys);
  if (!known) {
    throw new WebhookError('INVALID_OPTIONS', 'keys must be { [keyId]: PEM or JWK } or a JWK set { keys: [...] }.');
  }
  const found = Array.isArray(known.keys)
    ? known.keys.find((key: unknown) => asObject(key)?.kid === kid)
    : // Own members only: `constructor` is not a key.
      Object.entries(known).find(([id]) => id === kid)?.[1];
  if (found === undefined) throw unknownKey();
  const key = await importPublicKey(found);
  if (!key)
    throw new WebhookError(
      'INVALID_OPTIONS',
      'The key in `keys` that the signature names is not a public P-256 key (PEM with SPKI, or JWK).',
    );
  return key;
}
