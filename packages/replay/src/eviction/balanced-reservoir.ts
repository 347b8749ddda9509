import { checkBy } from './check-by.js';
import type { Eviction } from './eviction.js';

/**
 * Keeps the values of a field (domains, classes) as even as the stream allows, and of each value a uniform sample: a
 * rare value is never crowded out. A row of a value that has never been the largest takes the place of a random row of
 * the largest; any other takes the place of one of its own with probability kept / seen (Chrysakis and Moens, "Online
 * Continual Learning from Imbalanced Data", ICML 2020, algorithm 1). O(1), and O(values) to find the largest.
 *
 * @param options.by - the name of a field of shape `[]`.
 * @throws ReplayError `OPTION` if an option is unknown or wrong.
 */
export function balancedReservoir(options: { readonly by: string }): Eviction {
  checkBy('balancedReservoir', options);
  return { kind: 'balancedReservoir', by: options.by };
}
