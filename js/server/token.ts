import { fromBase64Url, jsonObject } from './encoding.js';
import { WebhookError } from './webhook-error.js';

/** A parsed signature. Nothing in it is verified yet. */
export interface Token {
  /** The id of the key that it names. */
  kid: string;
  /** When it was signed, in epoch seconds. */
  iat: number;
  /** SHA-256 of the body, 64 lower-case hexadecimal digits. */
  bodyHash: string;
  /** The bytes that were signed. */
  signed: Uint8Array<ArrayBuffer>;
  /** r and s, 32 bytes each. */
  signature: Uint8Array<ArrayBuffer>;
}

/** The longest signature that is parsed, in characters. Those of the service have about 300. */
const MAX_LENGTH = 4096;

/**
 * Parses `X-Passage-Signature`: a JWT in compact form, signed with ES256. No other algorithm is accepted, whatever the header names.
 *
 * @throws `WebhookError`: `MALFORMED_SIGNATURE` or `UNSUPPORTED_ALGORITHM`.
 */
export function readToken(text: string): Token {
  const parts = text.length <= MAX_LENGTH && /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(text);
  if (!parts) throw malformed();
  const [, first = '', second = '', third = ''] = parts;
  const head = jsonObject(fromBase64Url(first));
  if (!head) throw malformed();
  if (head.alg !== 'ES256') throw new WebhookError('UNSUPPORTED_ALGORITHM', 'The signature must be ES256.');
  const { typ, kid, crit } = head;
  const claims = jsonObject(fromBase64Url(second));
  const signature = fromBase64Url(third);
  const iat = claims?.iat;
  const bodyHash = claims?.request_body_sha256;
  if (
    typ !== 'JWT' ||
    typeof kid !== 'string' ||
    // `crit` lists extensions that must be understood (RFC 7515, 4.1.11). None is understood here.
    crit !== undefined ||
    !Number.isSafeInteger(iat) ||
    typeof bodyHash !== 'string' ||
    !/^[0-9a-f]{64}$/.test(bodyHash) ||
    // A signature in DER has another length, and is refused.
    signature?.length !== 64
  ) {
    throw malformed();
  }
  const signed = new TextEncoder().encode(`${first}.${second}`);
  return { kid, iat: iat as number, bodyHash, signed, signature };
}

function malformed(): WebhookError {
  return new WebhookError('MALFORMED_SIGNATURE', 'X-Passage-Signature is not a JWT of the documented form.');
}
