import { createLink, type Link } from './backend';

/**
 * Where the claim codes of one provider come from.
 *
 * `claimCode` is handed to `openAppClip`, which asks it when it needs a code, and once more if that code has expired. A
 * link whose connection failed can be claimed again, so a second attempt gets the same code; an expired one is replaced.
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

  /** To be called before each attempt. */
  begin(): void {
    this.#handedOut = false;
    this.failed = false;
  }

  /** The next attempt starts with a new link. */
  forget(): void {
    this.#link = null;
  }

  /** Always the same function: opening it twice, as a double click does, is one session. */
  readonly claimCode = async (): Promise<string> => {
    try {
      // Asked a second time in one attempt: the code that it had is of no use any more.
      if (this.#link === null || this.#handedOut) this.#link = await createLink(this.provider);
    } catch (error) {
      this.failed = true;
      throw error;
    }
    this.#handedOut = true;
    return this.#link.claimCode;
  };
}
