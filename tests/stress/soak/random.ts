// Repeatable random numbers: each follows from the seed and from its purpose, not from the time or from the numbers drawn before. So a
// single visit or a single request can be repeated alone.

import { createHash } from 'node:crypto';

/** A number from 0 up to 1. */
export function chance(...of: (number | string)[]): number {
  return createHash('sha256').update(of.join('/')).digest().readUInt32BE() / 2 ** 32;
}

/** One of the choices; the weights are their probabilities. */
export function pick<T>(weights: readonly (readonly [T, number])[], ...of: (number | string)[]): T {
  const all = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = chance(...of) * all;
  for (const [each, weight] of weights) {
    left -= weight;
    if (left < 0) return each;
  }
  return weights.at(-1)![0];
}
