/** Shown until there are statements: the steps of connecting an account. */
export function EmptyLedger() {
  return (
    <section className="panel empty" aria-labelledby="empty-heading">
      <h2 id="empty-heading">How connecting works</h2>
      <ol className="how">
        <li>
          <strong>You choose an account.</strong> One at a time, and only the ones you want.
        </li>
        <li>
          <strong>You sign in with the provider.</strong> In a window of its own, which this page cannot look into.
        </li>
        <li>
          <strong>You see the bills.</strong> Each one, the average, and what changed since the last.
        </li>
      </ol>
      <svg className="ghost" viewBox="0 0 400 110" aria-hidden="true" preserveAspectRatio="xMidYMax meet">
        {[5, 7, 6, 9, 8, 10].map((coins, column) =>
          Array.from({ length: coins }, (_, index) => (
            <rect key={`${column}-${index}`} x={20 + column * 64} y={98 - index * 10} width={40} height={7} rx={3} />
          )),
        )}
        <line x1="0" x2="400" y1="108" y2="108" />
      </svg>
    </section>
  );
}
