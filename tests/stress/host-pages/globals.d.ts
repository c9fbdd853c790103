// What the code of the rows finds in the page, beside `passage` and `calls` of the lab.

declare global {
  var oracle: {
    baseUrl: string;
    claimCode: string;
    /** The browser's own. */
    structuredClone: typeof structuredClone;
    /** What the button does. */
    open(claimCode: string): unknown;
    /** What the call threw. */
    thrown?: { code?: string; message: string };
    /** Gives the page back what its scripts have changed. */
    putRight(): void;
    /** What the code of a row keeps for itself. */
    kept: Record<string, any>;
  };
  /** The package as a script tag gives it. */
  var Passage: typeof passage;
}

export {};
