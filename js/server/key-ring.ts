import { exchange, NoAnswer, within } from './exchange.js';
import { importPublicKey } from './public-key.js';
import { WebhookError } from './webhook-error.js';

/** How long one look-up may take: the service waits 10 s for the answer to its webhook. */
const PATIENCE_MS = 5_000;
/** After this a key is asked for again, so that one that the service took back is soon refused here too. */
const FRESH_MS = 3_600_000;
/** So long a key that could not be asked for again is still good. */
const USABLE_MS = 24 * FRESH_MS;
/** How long an unknown id stays unknown, and how long until a failed second look-up is repeated. */
const PAUSE_MS = 60_000;
/** Look-ups of new ids in each `PAUSE_MS`: every forgery may name another one. */
const LOOKUPS = 10;

interface KnownKey {
  key: CryptoKey;
  freshUntil: number;
  usableUntil: number;
}

interface Lookup {
  key: Promise<CryptoKey>;
  startedAt: number;
}

/** The keys of one service, as far as they were needed. */
export class KeyRing {
  private readonly known = new Map<string, KnownKey>();
  /** Until when an id counts as unknown, without asking. */
  private readonly unknown = new Map<string, number>();
  private readonly lookups = new Map<string, Lookup>();
  private period = { startedAt: 0, count: 0 };

  constructor(private readonly baseUrl: string) {}

  /** The key of this id, remembered or asked for. */
  async find(kid: string): Promise<CryptoKey> {
    const now = Date.now();
    const last = this.known.get(kid);
    const known = last && now < last.usableUntil ? last : undefined;
    if (known && now < known.freshUntil) return known.key;
    // Ids are short words; anything else is not worth a request.
    if (!/^[\w-]{1,64}$/.test(kid) || (this.unknown.get(kid) ?? 0) > now) throw unknownKey();
    try {
      return await within(PATIENCE_MS, this.lookup(kid, now, !known));
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
    // On some edge runtimes a promise is never settled once the request that made it has ended: such a one is not joined.
    if (last && now - last.startedAt < PATIENCE_MS) return last.key;
    if (isNew) this.spend(now);
    const lookup = { key: this.ask(kid, now), startedAt: now };
    this.lookups.set(kid, lookup);
    const forget = (): void => {
      if (this.lookups.get(kid) === lookup) this.lookups.delete(kid);
    };
    lookup.key.then(forget, forget);
    return lookup.key;
  }

  private spend(now: number): void {
    if (now - this.period.startedAt >= PAUSE_MS) {
      this.period = { startedAt: now, count: 0 };
      for (const [kid, until] of this.unknown) if (until <= now) this.unknown.delete(kid);
      for (const [kid, { startedAt }] of this.lookups) if (now - startedAt >= PATIENCE_MS) this.lookups.delete(kid);
    }
    if (this.period.count >= LOOKUPS) throw keysUnavailable();
    this.period.count += 1;
  }

  private async ask(kid: string, now: number): Promise<CryptoKey> {
    const { status, body } = await exchange(
      `${this.baseUrl}/webhook_verification_key/get`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key_id: kid }) },
      PATIENCE_MS,
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
  return new WebhookError('UNKNOWN_KEY', "The signature names a key that is not one of the service's.");
}

function keysUnavailable(): WebhookError {
  return new WebhookError('KEYS_UNAVAILABLE', 'The service could not be asked for the key of the signature.');
}
