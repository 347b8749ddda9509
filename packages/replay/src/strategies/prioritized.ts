import { ReplayError } from '../errors.js';
import type { Prioritized } from './strategy.js';
import { type WeightingOptions, weighting } from './weighting.js';

/** Options of {@link prioritized}. */
export type PrioritizedOptions = WeightingOptions & {
  /** The power that priorities are raised to, 0 (uniform) to 8, both inclusive; default 0.6. */
  readonly alpha?: number;
  /** Added to every priority, so that none is ever quite 0; 0 to 1 (both inclusive), default 1e-6. */
  readonly epsilon?: number;
  /** Whether a batch of n takes one row from each n-th of the total, which evens the draws out; default true. */
  readonly stratified?: boolean;
};

/**
 * Draws rows with probability `(priority + epsilon)^alpha / total`, with replacement, O(log capacity) a row (Schaul,
 * Quan, Antonoglou and Silver, "Prioritized Experience Replay", 2016, equation 1). A row of priority 0 with epsilon 0
 * is never drawn; where all are such, rows are drawn uniformly instead. Beta is 0.4 by default.
 */
export function prioritized(options: PrioritizedOptions = {}): Prioritized {
  const { alpha = 0.6, epsilon = 1e-6, stratified = true } = options;
  if (!(alpha >= 0 && alpha <= 8))
    throw new ReplayError('STRATEGY', `prioritized has alpha ${alpha}, wanted 0 to 8`);
  if (!(epsilon >= 0 && epsilon <= 1))
    throw new ReplayError('STRATEGY', `prioritized has epsilon ${epsilon}, wanted 0 to 1`);
  return { kind: 'prioritized', alpha, epsilon, stratified, ...weighting(options, 'prioritized', 0.4) };
}
