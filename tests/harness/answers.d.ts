/** Tracks the answers that a page still waits for, as `globalThis.answers`. */
export declare function watchAnswers(): void;

declare global {
  var answers: {
    /** How many requests have no answer, or a body whose next part has not arrived. */
    awaited(): number;
    /** How many requests there were so far. */
    requests(): number;
    /** The largest number of requests that were without an answer at the same time. */
    most(): number;
  };
}
