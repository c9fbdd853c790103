import { asObject } from './encoding.js';
import { exchange, NoAnswer, within } from './exchange.js';
import { importPublicKey } from './public-key.js';
import { WebhookError } from './webhook-error.js';

/** How long one look-up may take. The service waits 10 s for the answer to its webhook, so this must be less. */
const LOOKUP_MS = 5_000;
/** A key set older than this is asked for again, so that a key that the service has revoked is soon refused here too. */
const FRESH_MS = 600_000;
/** A key set that cannot be asked for again is used until it is this old. */
const USABLE_MS = 24 * 3_600_000;
/** How long after the last request the next one comes, whatever ids webhooks name. The service's last try comes 6 s after its first. */
const PAUSE_MS = 3_000;
/** How long after a failed request the next one comes, for webhooks whose key is known. */
const FAILED_PAUSE_MS = 60_000;

/** The keys of one service by their ids, as one answer listed them. */
interface KeySet {
  jwks: ReadonlyMap<string, unknown>;
  askedAt: number;
}

/**
 * The keys of one service. The whole set is asked for at once, so that webhooks with made-up ids cannot use up the requests for the
 * genuine one: one answer has the keys for all of them.
 */
export class KeyRing {
  private current: KeySet | undefined;
  private request: { set: Promise<KeySet>; startedAt: number } | undefined;
  private lastAskedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly baseUrl: string) {}

  /**
   * The key with this id, from memory or from the service.
   *
   * @throws `WebhookError`: `UNKNOWN_KEY` or `KEYS_UNAVAILABLE`.
   */
  async find(kid: string): Promise<CryptoKey> {
    // An id is a short word. Anything else cannot be one, and causes no request.
    if (!/^[\w-]{1,64}$/.test(kid)) throw unknownKey();
    const now = Date.now();
    const set = this.current && now - this.current.askedAt < USABLE_MS ? this.current : undefined;
    const isKnown = set?.jwks.has(kid) === true;
    if (set && isKnown && (now - set.askedAt < FRESH_MS || now - this.lastAskedAt < FAILED_PAUSE_MS)) return read(set, kid);
    try {
      return await read(await within(LOOKUP_MS, this.refresh(now)), kid);
    } catch (error) {
      const unavailable = error instanceof NoAnswer ? keysUnavailable() : (error as WebhookError);
      if (set && isKnown && unavailable.code === 'KEYS_UNAVAILABLE') return read(set, kid);
      throw unavailable;
    }
  }

  /** Asks for the set, or joins the request that is under way. */
  private refresh(now: number): Promise<KeySet> {
    // Some edge runtimes never settle a promise after the request that created it has ended. So an old one is not joined.
    if (this.request && now - this.request.startedAt < LOOKUP_MS) return this.request.set;
    if (now - this.lastAskedAt < PAUSE_MS) throw keysUnavailable();
    this.lastAskedAt = now;
    const request = { set: this.ask(now), startedAt: now };
    this.request = request;
    const forget = (): void => {
      if (this.request === request) this.request = undefined;
    };
    request.set.then(forget, forget);
    return request.set;
  }

  private async ask(now: number): Promise<KeySet> {
    const { status, body } = await exchange(`${this.baseUrl}/.well-known/jwks.json`, {}, LOOKUP_MS);
    if (status !== 200 || !Array.isArray(body?.keys)) throw keysUnavailable();
    const jwks = new Map<string, unknown>();
    for (const jwk of body.keys) {
      const kid = asObject(jwk)?.kid;
      if (typeof kid === 'string') jwks.set(kid, jwk);
    }
    // The whole set: a key that is not among them any more is forgotten.
    this.current = { jwks, askedAt: now };
    return this.current;
  }
}

async function read(set: KeySet, kid: string): Promise<CryptoKey> {
  if (!set.jwks.has(kid)) throw unknownKey();
  const key = await importPublicKey(set.jwks.get(kid));
  if (!key) throw keysUnavailable();
  return key;
}

export function unknownKey(): WebhookError {
  return new WebhookError('UNKNOWN_KEY', "The key that the signature names is not one of the service's.");
}

function keysUnavailable(): WebhookError {
  return new WebhookError('KEYS_UNAVAILABLE', 'The service could not be asked for the key of the signature.');
}
