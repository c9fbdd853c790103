import { exchange, NoAnswer, within } from './exchange.js';
import { importPublicKey } from './public-key.js';
import { WebhookError } from './webhook-error.js';

/** How long one look-up may take. The service waits 10 s for the answer to its webhook, so this must be less. */
const LOOKUP_MS = 5_000;
/** A key older than this is looked up again, so that a key that the service has revoked is soon refused here too. */
const FRESH_MS = 3_600_000;
/** A key that cannot be looked up again is used until it is this old. */
const USABLE_MS = 24 * FRESH_MS;
/** How long an unknown id stays unknown without a request, and how long after a failed refresh the next one comes. */
const PAUSE_MS = 60_000;
/** How many new ids are looked up in each `PAUSE_MS`: forged webhooks may each name another id. */
const MAX_LOOKUPS = 10;

interface KnownKey {
  key: CryptoKey;
  freshUntil: number;
  usableUntil: number;
}

interface Lookup {
  key: Promise<CryptoKey>;
  startedAt: number;
}

/** The keys of one service, each looked up when it is first needed. */
export class KeyRing {
  private readonly known = new Map<string, KnownKey>();
  /** Ids that the service does not know, with the time until which this is believed. */
  private readonly unknown = new Map<string, number>();
  private readonly lookups = new Map<string, Lookup>();
  private period = { startedAt: 0, count: 0 };

  constructor(private readonly baseUrl: string) {}

  /**
   * The key with this id, from memory or from the service.
   *
   * @throws `WebhookError`: `UNKNOWN_KEY` or `KEYS_UNAVAILABLE`.
   */
  async find(kid: string): Promise<CryptoKey> {
    const now = Date.now();
    const last = this.known.get(kid);
    const known = last && now < last.usableUntil ? last : undefined;
    if (known && now < known.freshUntil) return known.key;
    // An id is a short word. Anything else cannot be one, and is not requested.
    if (!/^[\w-]{1,64}$/.test(kid) || (this.unknown.get(kid) ?? 0) > now) throw unknownKey();
    try {
      return await within(LOOKUP_MS, this.lookup(kid, now, !known));
    } catch (error) {
      const unavailable = error instanceof NoAnswer ? keysUnavailable() : (error as WebhookError);
      if (known && unavailable.code === 'KEYS_UNAVAILABLE') {
        known.freshUntil = now + PAUSE_MS;
        return known.key;
      }
      throw unavailable;
    }
  }

  /** Starts a look-up, or joins the one that is under way. */
  private lookup(kid: string, now: number, isNew: boolean): Promise<CryptoKey> {
    const last = this.lookups.get(kid);
    // Some edge runtimes never settle a promise after the request that created it has ended. So an old look-up is not joined.
    if (last && now - last.startedAt < LOOKUP_MS) return last.key;
    if (isNew) this.countLookup(now);
    const lookup = { key: this.ask(kid, now), startedAt: now };
    this.lookups.set(kid, lookup);
    const forget = (): void => {
      if (this.lookups.get(kid) === lookup) this.lookups.delete(kid);
    };
    lookup.key.then(forget, forget);
    return lookup.key;
  }

  /** Limits the look-ups of new ids, and forgets what has expired. */
  private countLookup(now: number): void {
    if (now - this.period.startedAt >= PAUSE_MS) {
      this.period = { startedAt: now, count: 0 };
      for (const [kid, until] of this.unknown) if (until <= now) this.unknown.delete(kid);
      for (const [kid, { startedAt }] of this.lookups) if (now - startedAt >= LOOKUP_MS) this.lookups.delete(kid);
    }
    if (this.period.count >= MAX_LOOKUPS) throw keysUnavailable();
    this.period.count += 1;
  }

  private async ask(kid: string, now: number): Promise<CryptoKey> {
    const { status, body } = await exchange(
      `${this.baseUrl}/webhook_verification_key/get`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key_id: kid }) },
      LOOKUP_MS,
    );
    if (status === 404 || status === 400) {
      this.known.delete(kid);
      this.unknown.set(kid, now + PAUSE_MS);
      throw unknownKey();
    }
    const key = status === 200 && body?.key_id === kid && typeof body.key === 'string' && (await importPublicKey(body.key));
    if (!key) throw keysUnavailable();
    this.known.set(kid, { key, freshUntil: now + FRESH_MS, usableUntil: now + USABLE_MS });
    return key;
  }
}

export function unknownKey(): WebhookError {
  return new WebhookError('UNKNOWN_KEY', "The key that the signature names is not one of the service's.");
}

function keysUnavailable(): WebhookError {
  return new WebhookError('KEYS_UNAVAILABLE', 'The service could not be asked for the key of the signature.');
}
