import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Prioritized } from './strategy.js';
import { WEIGHTING, type WeightingOptions, weighting } from './weighting.js';

/** Options of {@link prioritized}. */
export type PrioritizedOptions = WeightingOptions & {
  /** The power that priorities are raised to, 0 (uniform) to 8, both inclusive; default 0.6. */
  readonly alpha?: number;
  /** Added to every priority, so that none is ever quite 0; 0 to 1 (both inclusive), default 1e-6. */
  readonly epsilon?: number;
  /** Whether a batch of n takes one row from each n-th of the total, which evens the draws out; default true. */
  readonly stratified?: boolean;
};

const NAMES: OptionNames<PrioritizedOptions> = {
  alpha: true,
  epsilon: true,
  stratified: true,
  ...WEIGHTING,
};

/**
 * Draws rows with probability `(priority + epsilon)^alpha / total`, with replacement, O(log capacity) a row (Schaul,
 * Quan, Antonoglou and Silver, "Prioritized Experience Replay", 2016, equation 1). A row of priority 0 with epsilon 0
 * is never drawn; where all are such, rows are drawn uniformly instead. Beta is 0.4 by default.
 *
 * @throws ReplayError `OPTION` if an option is unknown or out of its range.
 */
export function prioritized(options: PrioritizedOptions = {}): Prioritized {
  check.names('prioritized', options, NAMES);
  const { alpha = 0.6, epsilon = 1e-6, stratified = true } = options;
  check.number('alpha of prioritized', alpha, { min: 0, max: 8 });
  check.number('epsilon of prioritized', epsilon, { min: 0, max: 1 });
  check.flag('stratified of prioritized', stratified);
  return { kind: 'prioritized', alpha, epsilon, stratified, ...weighting(options, 'prioritized', 0.4) };
}
