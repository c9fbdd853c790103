// Chance that can be repeated: each number follows from the seed and from what it is for, never from how many were drawn
// before it or from the time. So one visit, one request, can be looked at alone.

import { createHash } from 'node:crypto';

/** From 0 up to 1. */
export function chance(...of: (number | string)[]): number {
  return createHash('sha256').update(of.join('/')).digest().readUInt32BE() / 2 ** 32;
}

/** One of them; each is as likely as its weight says. */
export function pick<T>(weights: readonly (readonly [T, number])[], ...of: (number | string)[]): T {
  const all = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = chance(...of) * all;
  for (const [each, weight] of weights) {
    left -= weight;
    if (left < 0) return each;
  }
  return weights.at(-1)![0];
}
