import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Uniform, Where } from './strategy.js';
import { checkedWhere } from './where.js';

/** Options of {@link uniform}. */
export type UniformOptions = {
  /** Whether a row may come twice in one batch; default false. */
  readonly replacement?: boolean;
  /** Whether rows drawn without replacement come in random order; default false. With it, all orders are equally likely. */
  readonly shuffled?: boolean;
  /**
   * Rows that may be drawn, e.g. `{ field: 'domains', not: current }`; default all. A batch may be shorter than asked for
   * then, with replacement too. O(values) a row drawn, over an index that is kept as rows come and go.
   */
  readonly where?: Where;
};

const NAMES: OptionNames<UniformOptions> = { replacement: true, shuffled: true, where: true };

/**
 * Draws every row with the same probability. O(1) a row. Without replacement, which rows are drawn is random, but their order
 * in the batch is not, unless they are `shuffled`: the first rows of such a batch are no sample.
 *
 * @throws ReplayError `OPTION` if an option is unknown or wrong.
 */
export function uniform(options: UniformOptions = {}): Uniform {
  check.names('uniform', options, NAMES);
  const { replacement = false, shuffled = false, where } = options;
  check.flag('replacement of uniform', replacement);
  check.flag('shuffled of uniform', shuffled);
  return {
    kind: 'uniform',
    replacement,
    ...(shuffled && { shuffled }),
    ...(where !== undefined && { where: checkedWhere(where, 'uniform') }),
    beta: 0,
    normalise: 'batch',
  };
}
