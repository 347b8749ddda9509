import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Balanced } from './strategy.js';
import { WEIGHTING, type WeightingOptions, weighting } from './weighting.js';

/** Options of {@link balanced}. */
export type BalancedOptions = WeightingOptions & {
  /** The name of a field of shape `[]`: a domain, a class. */
  readonly by: string;
};

const NAMES: OptionNames<BalancedOptions> = { by: true, ...WEIGHTING };

/**
 * Gives every value of a field the same share of a batch, however rare it is, with replacement within a value: shares
 * differ by at most one row. O(1) a row, over an index that is kept as rows come and go. Beta is 0 by default.
 *
 * @throws ReplayError `OPTION` if an option is unknown or out of its range.
 */
export function balanced(options: BalancedOptions): Balanced {
  check.names('balanced', options, NAMES);
  if (typeof options.by !== 'string')
    throw check.error(`balanced has by ${String(options.by)}, wanted the name of a field`);
  return { kind: 'balanced', by: options.by, ...weighting(options, 'balanced', 0) };
}
