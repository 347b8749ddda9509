import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Uniform } from './strategy.js';

/** Options of {@link uniform}. */
export type UniformOptions = {
  /** Whether a row may come twice in one batch; default false. */
  readonly replacement?: boolean;
};

const NAMES: OptionNames<UniformOptions> = { replacement: true };

/**
 * Draws every row with the same probability. O(1) a row. Without replacement, which rows are drawn is random, but their order
 * in the batch is not: shuffle them if the order is of meaning to you.
 *
 * @throws ReplayError `OPTION` if an option is unknown or wrong.
 */
export function uniform(options: UniformOptions = {}): Uniform {
  check.names('uniform', options, NAMES);
  const { replacement = false } = options;
  check.flag('replacement of uniform', replacement);
  return { kind: 'uniform', replacement, beta: 0, normalise: 'batch' };
}
