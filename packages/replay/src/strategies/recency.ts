import { ReplayError } from '../errors.js';
import type { Recency } from './strategy.js';
import { type WeightingOptions, weighting } from './weighting.js';

/** Options of {@link recency}. */
export type RecencyOptions = WeightingOptions & {
  /** In rows, above 0, up to 1e12: a row that came this many rows earlier is drawn half as often. */
  readonly halfLife: number;
};

/**
 * Draws new rows more often than old ones, with replacement: probability in proportion to `2^(-age / halfLife)`, the
 * age counted in rows added since. O(1) a row where the oldest row leaves, O(log capacity) otherwise. Beta is 0 by
 * default: the bias is the point.
 */
export function recency(options: RecencyOptions): Recency {
  const halfLife = options?.halfLife;
  if (!(halfLife > 0 && halfLife <= 1e12))
    throw new ReplayError(
      'STRATEGY',
      `recency has half-life ${halfLife}, wanted a number of rows above 0, up to 1e12`,
    );
  return { kind: 'recency', halfLife, ...weighting(options, 'recency', 0) };
}
