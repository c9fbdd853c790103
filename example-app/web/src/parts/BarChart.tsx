import { useId } from 'react';
import { money, month, shortDay } from '../format';
import { charged, type Ledger } from '../ledger';
import { useWidth } from '../useWidth';

const HEIGHT = 224;
const TOP = 30;
const BOTTOM = 28;
const LEFT = 48;
const PLOT = HEIGHT - TOP - BOTTOM;
/** The height of a coin, in px. A bar is a stack of coins with gaps between them. */
const COIN = 7;
const GAP = 2;
const MOST = 12;

/** The latest amounts as stacks of coins, oldest first. The table below contains the same amounts. */
export function BarChart({ kind, entries, providerName }: Ledger & { providerName: string }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const titleId = useId();
  const bars = charged(entries).slice(0, MOST).reverse();
  const latest = bars.at(-1);
  if (latest === undefined) return null;

  const { currency } = latest;
  const amounts = bars.map(({ amount }) => amount);
  const step = niceStep(Math.max(...amounts, 1));
  const top = Math.ceil(Math.max(...amounts, 1) / step) * step;
  const height = (amount: number) => (Math.max(amount, 0) / top) * PLOT;
  const slot = (width - LEFT) / bars.length;
  const centre = (index: number) => LEFT + slot * (index + 0.5);
  const barWidth = Math.min(48, slot * 0.62);
  const labelWidth = kind === 'orders' ? 46 : 30;
  // Counted from the newest bar, which always has a label.
  const every = Math.ceil((labelWidth + 4) / slot);
  const average = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
  const words = kind === 'orders' ? 'orders' : 'bills';

  return (
    <figure className="chart">
      <figcaption id={titleId}>
        {kind === 'orders' ? 'What each order cost' : 'What each bill came to'}
        <span className="chart-key">dashed line: average</span>
      </figcaption>
      <div ref={frame}>
        {width > 0 && (
          <svg
            role="img"
            aria-label={`Bar chart of ${bars.length} ${providerName} ${words}, from ${money(Math.min(...amounts), currency)} to ${money(Math.max(...amounts), currency)}; the latest is ${money(latest.amount, currency)}.`}
            width={width}
            height={HEIGHT}
            viewBox={`0 0 ${width} ${HEIGHT}`}
          >
            {Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
              const y = TOP + PLOT - height(index * step);
              return (
                <g key={index} className="chart-grid">
                  <line x1={LEFT} x2={width} y1={y} y2={y} />
                  <text x={LEFT - 10} y={y} dominantBaseline="central" textAnchor="end">
                    {money(index * step, currency, false)}
                  </text>
                </g>
              );
            })}
            {bars.map((entry, index) => (
              <g key={index} className={entry === latest ? 'bar bar-latest' : 'bar'}>
                <Coins x={centre(index) - barWidth / 2} width={barWidth} height={height(entry.amount)} />
              </g>
            ))}
            <line className="chart-average" x1={LEFT} x2={width} y1={TOP + PLOT - height(average)} y2={TOP + PLOT - height(average)} />
            {bars.map((entry, index) => (
              <g key={index} className={entry === latest ? 'bar bar-latest' : 'bar'}>
                {slot > 52 && (
                  <text className="bar-value" x={centre(index)} y={TOP + PLOT - height(entry.amount) - 9} textAnchor="middle">
                    {money(entry.amount, currency)}
                  </text>
                )}
                {entry.date && (bars.length - 1 - index) % every === 0 && (
                  <text className="bar-label" x={Math.min(centre(index), width - labelWidth / 2)} y={HEIGHT - 8} textAnchor="middle">
                    {kind === 'orders' ? shortDay(entry.date) : month(entry.date)}
                  </text>
                )}
              </g>
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

/** A stack of coins. The top one is cut to the rest of the amount, so that the height is exact. */
function Coins({ x, width, height }: { x: number; width: number; height: number }) {
  const count = Math.ceil(height / (COIN + GAP));
  return Array.from({ length: count }, (_, index) => {
    const from = index * (COIN + GAP);
    const thick = Math.min(COIN, height - from);
    return <rect key={index} x={x} y={TOP + PLOT - from - thick} width={width} height={thick} rx={Math.min(3, thick / 2)} />;
  });
}

/** 1, 2 or 5 times a power of ten, so that three to five lines cover the highest amount. */
function niceStep(highest: number): number {
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}
