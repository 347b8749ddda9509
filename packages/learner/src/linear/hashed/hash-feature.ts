import { GOLDEN, mixBits } from './mix-bits.js';

/**
 * Hashes a whole-number value of a column (a bin, a category's number, or 0 for the column itself) for a `HashedLinear`, to 32
 * bits. Values of one column never collide.
 *
 * @param column - its number, 0 to 2^32 - 1.
 * @param value - 0 to 2^32 - 1.
 */
export function hashFeature(column: number, value: number): number {
  return mixBits(mixBits(column ^ GOLDEN) + Math.imul(value, GOLDEN));
}
