import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';
import { WebhookError } from './webhook-error.js';

/** What a signature says. Nothing of it is verified yet. */
export interface Token {
  /** The id of the key that it names. */
  kid: string;
  /** When it was signed, in epoch seconds. */
  iat: number;
  /** SHA-256 of the body, 64 lower-case hexadecimal digits. */
  bodyHash: string;
}

/** The longest signature that is parsed, in characters. Those of the service have about 300. */
const MAX_LENGTH = 4096;

/**
 * Parses `X-Passage-Signature`: a JWT in compact form, signed with ES256. No other algorithm is accepted, whatever the header names.
 *
 * @throws `WebhookError`: `MALFORMED_SIGNATURE` or `UNSUPPORTED_ALGORITHM`.
 */
export function readToken(text: string): Token {
  if (text.length > MAX_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) throw malformed();
  const { alg, typ, kid, crit } = parse(decodeProtectedHeader, text);
  if (alg !== 'ES256') throw new WebhookError('UNSUPPORTED_ALGORITHM', 'The signature must be ES256.');
  const { iat, request_body_sha256: bodyHash } = parse(decodeJwt, text);
  if (
    typ !== 'JWT' ||
    typeof kid !== 'string' ||
    // `crit` lists extensions that must be understood (RFC 7515, 4.1.11). None is understood here.
    crit !== undefined ||
    !Number.isSafeInteger(iat) ||
    typeof bodyHash !== 'string' ||
    !/^[0-9a-f]{64}$/.test(bodyHash) ||
    // r and s, 64 bytes in their only spelling. A signature in DER has another length, and is refused.
    !/\.[\w-]{85}[AQgw]$/.test(text)
  ) {
    throw malformed();
  }
  return { kid, iat: iat as number, bodyHash };
}

/** What `read` makes of a token. It does not pass on the parser's error, which may quote the token. */
function parse<T>(read: (token: string) => T, text: string): T {
  try {
    return read(text);
  } catch {
    throw malformed();
  }
}

function malformed(): WebhookError {
  return new WebhookError('MALFORMED_SIGNATURE', 'X-Passage-Signature is not a JWT of the documented form.');
}
