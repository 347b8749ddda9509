const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * Spreads a seed and a path of names over the 128 bits of a generator's state: FNV-1a (64 bits) over the UTF-16 code
 * units of the path, then splitmix64 (Steele, Lea and Flood, OOPSLA 2014) from seed and hash.
 *
 * @returns four int32 words, never all zero.
 */
export function spreadSeed(seed: number, path: readonly string[]): [number, number, number, number] {
  let hash = 0xcbf2_9ce4_8422_2325n;
  for (const name of path) {
    // The length goes in first, so that ['ab', 'c'] and ['a', 'bc'] are different streams.
    for (const unit of [name.length, ...Array.from({ length: name.length }, (_, at) => name.charCodeAt(at))])
      hash = ((hash ^ BigInt(unit)) * 0x100_0000_01b3n) & MASK;
  }
  const first = splitmix64((BigInt(seed) & MASK) + 0x9e37_79b9_7f4a_7c15n);
  const low = splitmix64(first ^ hash);
  const high = splitmix64((low + 0x9e37_79b9_7f4a_7c15n) & MASK);
  const words = [low, low >> 32n, high, high >> 32n].map((word) => Number(BigInt.asIntN(32, word)));
  return words.every((word) => word === 0) ? [1, 0, 0, 0] : (words as [number, number, number, number]);
}

function splitmix64(value: bigint): bigint {
  let mixed = value & MASK;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK;
  return mixed ^ (mixed >> 31n);
}
