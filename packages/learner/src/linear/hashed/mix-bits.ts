/** Spreads every bit of 32 over all of them, one to one: the end of MurmurHash3 (Appleby 2011). */
export function mixBits(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Odd, so that multiplying by it loses nothing: 2^32 divided by the golden ratio. */
export const GOLDEN = 0x9e3779b1;
