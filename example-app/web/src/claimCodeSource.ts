import { createLink, type Link } from './backend';

/**
 * Provides the claim codes of one provider.
 *
 * The page passes `claimCode` to `openAppClip`, which calls it when it needs a code, and again if that code has expired. A
 * link whose connection failed can be claimed again, so a second attempt gets the same code. An expired code is replaced.
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

  /** Makes the next attempt start with a new link. */
  forget(): void {
    this.#link = null;
  }

  /** Always the same function, so that the two calls of a double click are one session. */
  readonly claimCode = async (): Promise<string> => {
    try {
      // A second call in one attempt means that the first code has expired.
      if (this.#link === null || this.#handedOut) this.#link = await createLink(this.provider);
    } catch (error) {
      this.failed = true;
      throw error;
    }
    this.#handedOut = true;
    return this.#link.claimCode;
  };
}
