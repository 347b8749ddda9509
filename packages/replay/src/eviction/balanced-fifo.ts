import { ReplayError } from '../errors.js';
import type { Eviction } from './eviction.js';

/**
 * Keeps the values of a field (domains, levels) as even as the stream allows, and of each value the newest rows: the
 * oldest row of the most frequent value leaves (of several such values, the oldest row of them all). Rows are replaced
 * in the order in which they came, so that what changes between two checkpoints lies side by side. O(values).
 *
 * @param options.by - the name of a field of shape `[]`.
 */
export function balancedFifo(options: { readonly by: string }): Eviction {
  if (typeof options?.by !== 'string')
    throw new ReplayError(
      'OPTIONS',
      `balancedFifo has by ${String(options?.by)}, wanted the name of a field`,
    );
  return { kind: 'balancedFifo', by: options.by };
}
