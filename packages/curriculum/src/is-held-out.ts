/**
 * Says whether a row belongs to the held-out rows: about one in eight, decided by a hash of its inputs and nothing
 * else. So the same row is on the same side in every level, run and order, and no row can be on both.
 *
 * The hash is MurmurHash3 (32 bits, Appleby 2011) over the words that are not zero, each mixed with its index: a
 * narrow row keeps its side when it is padded with zeros. −0 counts as 0.
 *
 * @param words - the float32 inputs seen as uint32; O(width).
 */
export function isHeldOut(words: Uint32Array): boolean {
  let hash = 0x6772_6170;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (word === 0 || word === 0x8000_0000) continue;
    let key = Math.imul(word ^ Math.imul(index + 1, 0x9e37_79b1), 0xcc9e_2d51);
    key = (key << 15) | (key >>> 17);
    hash ^= Math.imul(key, 0x1b87_3593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe654_6b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2_ae35);
  hash ^= hash >>> 16;
  return (hash & 7) === 0;
}
