// Medians and spread.

/** The value below which this share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at % 1);
}

export const median = (values) => quantile(values, 0.5);
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Median and quartiles. */
export function spread(values) {
  return { median: round(median(values)), q1: round(quantile(values, 0.25)), q3: round(quantile(values, 0.75)), n: values.length };
}

/** The mean and the usual percentiles of delays. */
export function percentiles(values) {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(quantile(values, share)));
  return { mean: round(mean(values)), p50, p95, p99, n: values.length };
}

export const round = (value) => Math.round(value * 100) / 100;
