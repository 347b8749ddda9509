/** Hashes the UTF-16 code units of a text to 32 bits: FNV-1a, then the finalizer of MurmurHash3. */
export function hashText(text: string, seed: number): number {
  let hash = (0x811c_9dc5 ^ seed) | 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
