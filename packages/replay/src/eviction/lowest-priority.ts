import type { Eviction } from './eviction.js';

/**
 * The row of the lowest priority leaves, of several the one that came first; the row that comes always gets in.
 * O(log capacity).
 */
export function lowestPriority(): Eviction {
  return { kind: 'lowestPriority' };
}
