import { BackendError, createLink, readClaimCode, type Link } from './backend';
import { rememberUnfinished, unfinishedLink } from './rememberedLinks';

/**
 * Provides the claim codes of one provider.
 *
 * The page passes `claimCode` to `openAppClip`, which calls it when it needs a code, and again if that code has expired. A
 * link whose connection failed can be claimed again, so a second attempt gets the same code. An expired code is replaced.
 *
 * If the page was reloaded in the middle of an attempt, the next one gets the same code from our backend, which knows the visitor.
 * The package then continues the same session.
 */
export class ClaimCodeSource {
  readonly provider: string;
  #link: Link | null = null;
  #handedOut = false;

  /** Whether the last attempt ended because our own backend could not create a link. */
  failed = false;

  constructor(provider: string) {
    this.provider = provider;
  }

  /** The link of the latest claim code; null before the first. */
  get linkId(): string | null {
    return this.#link?.linkId ?? null;
  }

  /** Call this before each attempt. */
  begin(): void {
    this.#handedOut = false;
    this.failed = false;
  }

  /** Call this when an attempt has ended: a reload has nothing to continue then. */
  ended(): void {
    rememberUnfinished(this.provider, null);
  }

  /** Makes the next attempt start with a new link. */
  forget(): void {
    this.#link = null;
  }

  /** Always the same function, so that the two calls of a double click are one session. */
  readonly claimCode = async (): Promise<string> => {
    try {
      // A second call in one attempt means that the first code has expired.
      if (this.#link === null && !this.#handedOut) this.#link = await this.#unfinished();
      if (this.#link === null || this.#handedOut) this.#link = await createLink(this.provider);
    } catch (error) {
      this.failed = true;
      throw error;
    }
    this.#handedOut = true;
    rememberUnfinished(this.provider, this.#link.linkId);
    return this.#link.claimCode;
  };

  /** The link that was being connected when the page was reloaded. */
  async #unfinished(): Promise<Link | null> {
    const linkId = unfinishedLink(this.provider);
    if (linkId === undefined) return null;
    try {
      return await readClaimCode(linkId);
    } catch (error) {
      // Our backend does not know it any more.
      if (error instanceof BackendError && error.status === 404) return null;
      throw error;
    }
  }
}
