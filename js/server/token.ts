import { fromBase64Url, jsonObject } from './encoding.js';
import { WebhookError } from './webhook-error.js';

/** A signature as it reads, before anything of it is believed. */
export interface Token {
  /** The key that it names. */
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

/** Those of the service have some 300 characters. */
const LONGEST = 4096;

/** Reads `X-Passage-Signature`: a JWT in compact form, ES256 and nothing else, whatever it says of itself. */
export function readToken(text: string): Token {
  const parts = text.length <= LONGEST && /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(text);
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
    // What must be understood (RFC 7515, 4.1.11) is understood by nobody here.
    crit !== undefined ||
    !Number.isSafeInteger(iat) ||
    typeof bodyHash !== 'string' ||
    !/^[0-9a-f]{64}$/.test(bodyHash) ||
    // DER is refused by its length.
    signature?.length !== 64
  ) {
    throw malformed();
  }
  const signed = new TextEncoder().encode(`${first}.${second}`);
  return { kid, iat: iat as number, bodyHash, signed, signature };
}

function malformed(): WebhookError {
  return new WebhookError('MALFORMED_SIGNATURE', 'X-Passage-Signature is not a token of the documented form.');
}
