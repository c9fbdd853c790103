// Loaded when the first webhook arrives, not on import: jose makes a TextEncoder as soon as it is loaded, which jsdom does not have.

import { compactVerify } from 'jose/jws/compact/verify';
import { WebhookError } from './webhook-error.js';
import { givenKey } from './given-keys.js';
import { KeyRing } from './key-ring.js';
import { readToken } from './token.js';
import type { WebhookKeys } from './webhook-options.js';

/** How far the service's clock may be ahead of this machine's, in seconds. */
const AHEAD_S = 60;

/** The keys by service, kept for the life of the process or of the edge isolate. */
const rings = new Map<string, KeyRing>();

/** What a signature is checked against. */
export interface Signed {
  body: Uint8Array<ArrayBuffer>;
  /** `X-Passage-Signature`. */
  signature: string;
  /** `X-Passage-Timestamp`, if it is there. */
  timestamp: string | undefined;
  /** How old the signature may be, in seconds. */
  toleranceSeconds: number;
  /** The address of the service that has the key, unless `keys` are given. */
  service: string;
  keys: WebhookKeys | undefined;
}

/**
 * Verifies that the service signed these bytes lately.
 *
 * @throws `WebhookError`
 */
export async function checkSignature({ body, signature, timestamp, toleranceSeconds, service, keys }: Signed): Promise<void> {
  const { kid, iat, bodyHash } = readToken(signature);

  // Every check that needs no key comes before the look-up of the key, so that few forged webhooks cause a request.
  const now = Date.now() / 1_000;
  if (iat < now - toleranceSeconds) throw new WebhookError('TOO_OLD', 'The signature is too old.');
  if (iat > now + AHEAD_S) throw new WebhookError('TOO_NEW', "The signature is dated in the future: check this machine's clock.");
  // The time that is signed decides. A proxy may have dropped the header; where it is there, it must be of the same time.
  if (timestamp !== undefined && !(/^\d+$/.test(timestamp) && Math.abs(Number(timestamp) - iat) <= toleranceSeconds)) {
    throw new WebhookError('TIMESTAMP_MISMATCH', 'X-Passage-Timestamp is not the time that was signed.');
  }
  if (!equal(await sha256(body), bodyHash)) {
    throw new WebhookError(
      'BODY_MISMATCH',
      'The signature is for another body. Pass the bytes as they were received, not parsed and serialized again.',
    );
  }

  const key = keys ? await givenKey(keys, kid) : await ring(service).find(kid);
  try {
    await compactVerify(signature, key, { algorithms: ['ES256'] });
  } catch {
    throw new WebhookError('WRONG_SIGNATURE', 'The signature was not made with the key that it names.');
  }
}

function ring(service: string): KeyRing {
  let found = rings.get(service);
  if (!found) rings.set(service, (found = new KeyRing(service)));
  return found;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares two strings of 64 characters in constant time. */
function equal(a: string, b: string): boolean {
  let difference = 0;
  for (let i = 0; i < 64; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
