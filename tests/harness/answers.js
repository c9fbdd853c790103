/**
 * Knows what a page still waits for from the network: answers that have not come, and bodies that have not ended.
 *
 * A test that goes on "once everything is quiet" must not guess that from how many tasks the browser has run since, nor
 * from what the test driver hears of the network, which may be ahead of the page's own script. The promises that the page
 * waits for tell: one that has settled has been heard by the time of the next task.
 *
 * To be called before the page's own scripts: what those put in the place of `fetch` is theirs, and no request before it is
 * passed on. Self-contained, so that tests can hand it to a page.
 */
export function watchAnswers() {
  if (globalThis.answers) return;
  const { fetch } = globalThis;
  const { apply } = Reflect;
  const { then } = Promise.prototype;
  let awaited = 0;
  let requests = 0;
  let unanswered = 0;
  let most = 0;

  /** Registers before the caller adds reactions of its own, so that both run in the same task. */
  const watch = (promise) => {
    awaited += 1;
    const settled = () => void (awaited -= 1);
    apply(then, promise, [settled, settled]);
    return promise;
  };
  const watchAll = (prototype, names) => {
    for (const name of names) {
      const real = prototype[name];
      if (!real) continue;
      prototype[name] = function (...values) {
        return watch(apply(real, this, values));
      };
    }
  };
  globalThis.fetch = function (...values) {
    const answer = watch(apply(fetch, this, values));
    const answered = () => void (unanswered -= 1);
    apply(then, answer, [answered, answered]);
    requests += 1;
    unanswered += 1;
    most = Math.max(most, unanswered);
    return answer;
  };
  watchAll(Response.prototype, ['arrayBuffer', 'blob', 'bytes', 'json', 'text']);
  watchAll(ReadableStreamDefaultReader.prototype, ['read']);

  globalThis.answers = {
    /** Requests without an answer and bodies whose next part has not come. */
    awaited: () => awaited,
    /** All requests so far. */
    requests: () => requests,
    /** The most that were without an answer at the same time. */
    most: () => most,
  };
}
