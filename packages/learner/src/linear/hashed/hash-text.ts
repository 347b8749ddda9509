import { mixBits } from './mix-bits.js';

/**
 * Hashes a text to 32 bits: FNV-1a (Fowler, Noll and Vo) over its UTF-16 units, then mixed.
 *
 * @param seed - a hash of what the text is a word of, so that the same word of two columns has two hashes; default 0.
 */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixBits(hash);
}
