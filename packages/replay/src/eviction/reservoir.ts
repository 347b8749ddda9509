import type { Eviction } from './eviction.js';

/**
 * Keeps a uniform sample of all rows ever added: a row that comes as number t takes a random row's place with
 * probability capacity / t, and is not remembered otherwise (algorithm R in Vitter, "Random Sampling with a
 * Reservoir", 1985). O(1).
 */
export function reservoir(): Eviction {
  return { kind: 'reservoir' };
}
