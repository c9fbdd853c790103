// The globals that the code of a row can use in the page, besides the lab's `passage` and `calls`.

declare global {
  var oracle: {
    baseUrl: string;
    claimCode: string;
    /** The browser's own function. */
    structuredClone: typeof structuredClone;
    /** The button's action. */
    open(claimCode: string): unknown;
    /** The error that the call threw. */
    thrown?: { code?: string; message: string };
    /** Restores the globals that the page's scripts have changed. */
    putRight(): void;
    /** Storage for the code of a row. */
    kept: Record<string, any>;
  };
  /** The package's global, if a script tag loaded it. */
  var Passage: typeof passage;
}

export {};
