import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Recency } from './strategy.js';
import { WEIGHTING, type WeightingOptions, weighting } from './weighting.js';

/** Options of {@link recency}. */
export type RecencyOptions = WeightingOptions & {
  /** In rows, above 0, up to 1e12: a row that came this many rows earlier is drawn half as often. */
  readonly halfLife: number;
};

const NAMES: OptionNames<RecencyOptions> = { halfLife: true, ...WEIGHTING };

/**
 * Draws new rows more often than old ones, with replacement: probability in proportion to `2^(-age / halfLife)`, the
 * age counted in rows added since. O(1) a row where the oldest row leaves, O(log capacity) otherwise. Beta is 0 by
 * default: the bias is the point.
 *
 * @throws ReplayError `OPTION` if an option is unknown or out of its range.
 */
export function recency(options: RecencyOptions): Recency {
  check.names('recency', options, NAMES);
  const { halfLife } = options;
  check.number('halfLife of recency', halfLife, { above: 0, max: 1e12 });
  return { kind: 'recency', halfLife, ...weighting(options, 'recency', 0) };
}
