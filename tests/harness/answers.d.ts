/** Knows what a page still waits for from the network, as `globalThis.answers`. */
export declare function watchAnswers(): void;

declare global {
  var answers: {
    /** Requests without an answer and bodies whose next part has not come. */
    awaited(): number;
    /** All requests so far. */
    requests(): number;
    /** The most that were without an answer at the same time. */
    most(): number;
  };
}
