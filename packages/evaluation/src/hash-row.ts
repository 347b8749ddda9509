const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Hashes the numbers of a row to 0 (inclusive) to 2^32 (exclusive): FNV-1a over their 32-bit words, finished with the
 * mixer of MurmurHash3 (Appleby 2011). Equal rows have equal hashes on every machine; 0 and -0 are equal.
 */
export function hashRow(row: ArrayLike<number>, offset: number, width: number, seed: number): number {
  let hash = 0x811c9dc5;
  for (let index = -1; index < width; index += 1) {
    // Adding 0 makes a 0 of -0.
    number[0] = (index < 0 ? seed : row[offset + index]!) + 0;
    hash = Math.imul(hash ^ words[1 - HIGH]!, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15) ^ words[HIGH]!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
