import { power } from './power.js';

/** The largest priority and the largest weight: of a float32. */
export const LARGEST: number = 3.4028234663852886e38;
/** The least weight above 0: the least normal float32. */
export const SMALLEST: number = 2 ** -126;

/** Returns `sum^alpha`, within the weights that there are; for a sum above 0. */
export function raised(sum: number, alpha: number): number {
  return Math.max(SMALLEST, Math.min(LARGEST, power(sum, alpha)));
}

/**
 * Returns the weight of a priority, `(priority + epsilon)^alpha` (Schaul et al., 2016, equation 1), to be stored as a
 * float32: 0 only if the sum is, and always finite. Compiled kernels do the same, see assembly/powers.ts.
 */
export function weightOf(priority: number, alpha: number, epsilon: number): number {
  const sum = Math.fround(Math.min(priority + epsilon, LARGEST));
  return sum === 0 ? 0 : raised(sum, alpha);
}
