import { checkBy } from './check-by.js';
import type { Eviction } from './eviction.js';

/**
 * Keeps the values of a field (domains, levels) as even as the stream allows, to 1/8 of an even share, and of each value
 * the newest rows: the oldest row of the most frequent value leaves. Within that eighth a value gives row after row
 * before the next one does, in the order in which they came, so that what changes between two checkpoints lies side by
 * side. Of values that are as frequent the smallest gives first. O(values).
 *
 * @param options.by - the name of a field of shape `[]`.
 * @throws ReplayError `OPTION` if an option is unknown or wrong.
 */
export function balancedFifo(options: { readonly by: string }): Eviction {
  checkBy('balancedFifo', options);
  return { kind: 'balancedFifo', by: options.by };
}
