import { GOLDEN, mixBits } from './mix-bits.js';

/**
 * Hashes two features that come together, in whichever order, to 32 bits.
 *
 * @param left - a hash of 32 bits, as is `right`.
 */
export function hashPair(left: number, right: number): number {
  const a = left >>> 0;
  const b = right >>> 0;
  return a < b ? ordered(a, b) : ordered(b, a);
}

function ordered(less: number, more: number): number {
  return mixBits(mixBits(less ^ 0x5bd1e995) + Math.imul(more, GOLDEN));
}
