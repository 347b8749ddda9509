import type { Eviction } from './eviction.js';

/** The oldest row leaves: the memory is a window over the last `capacity` rows. O(1), no storage for ids. */
export function fifo(): Eviction {
  return { kind: 'fifo' };
}
