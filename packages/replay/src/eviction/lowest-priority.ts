import { checkBy } from './check-by.js';
import type { Eviction } from './eviction.js';

/** Options of {@link lowestPriority}. */
export type LowestPriorityOptions = {
  /** The name of a field of shape `[]`: only rows of its most frequent value leave. Default any row. */
  readonly by?: string;
};

/**
 * The row of the lowest priority leaves, of several the one that came first; the row that comes always gets in. O(log
 * capacity); with `by`, O(rows of the value).
 *
 * @throws ReplayError `OPTION` if an option is unknown or wrong.
 */
export function lowestPriority(options: LowestPriorityOptions = {}): Eviction {
  const { by = '', ...others } = options;
  checkBy('lowestPriority', { by, ...others });
  return options.by === undefined ? { kind: 'lowestPriority' } : { kind: 'lowestPriority', by };
}
