import { check } from '../check.js';

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();

/**
 * Tells which partition a key belongs to: FNV-1a (Fowler, Noll and Vo 1991; 32 bits) of its UTF-8, modulo `partitions`.
 * All producers must agree on it, so it never changes.
 *
 * @param partitions - a whole number ≥ 1.
 * @returns from 0 (inclusive) to `partitions` (exclusive).
 * @throws KeyedError `OPTION`
 */
export function partitionOf(key: string, partitions: number): number {
  check.wholeNumber('partitions', partitions, { min: 1 });
  let hash = 0x811c9dc5;
  for (const byte of ENCODER.encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
}
