import type { Random } from '@graph/core';

/** Draws a level, 1-based, by probabilities that add up to 1. */
export function drawLevel(random: Random, probabilities: Float64Array): number {
  let mass = random.float();
  let last = 1;
  for (const [index, probability] of probabilities.entries()) {
    if (!(probability > 0)) continue;
    last = index + 1;
    mass -= probability;
    if (mass < 0) break;
  }
  return last;
}
