import type { ArrayLeaf, EncodedValue } from '../tree/encode-tree.js';
import { pieceSize } from './piece-size.js';
import { sha256 } from './sha256.js';

const encoder = new TextEncoder();

/** Joins the hashes of an array's pieces into the hash of the array. */
export function joinPieces(hashes: readonly string[]): string {
  if (hashes.length === 1) return hashes[0]!;
  return sha256(encoder.encode(hashes.join('')));
}

/** Hashes the bytes of one array, piece by piece, so that the digest shares its work with what is written. */
export function hashArray(bytes: Uint8Array): string {
  const hashes: string[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += pieceSize(at))
    hashes.push(sha256(bytes.subarray(at, at + pieceSize(at))));
  return joinPieces(hashes);
}

/**
 * Returns the digest of a tree whose arrays have been hashed.
 *
 * The text that is hashed is JSON with sorted keys and no spaces, in which an array is written as its type, its length
 * and its hash. JSON.stringify of a string escapes lone surrogates, so that no two strings share a text.
 *
 * @param arrayHashes - one for each leaf, in the order of `leaves`.
 */
export function stateDigest(
  tree: EncodedValue,
  leaves: readonly ArrayLeaf[],
  arrayHashes: readonly string[],
): string {
  const hashOf = new Map<EncodedValue, string>(leaves.map((leaf, index) => [leaf, arrayHashes[index]!]));
  function write(value: EncodedValue): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const hash = hashOf.get(value);
    if (hash !== undefined) {
      const { $array, length } = value as ArrayLeaf;
      return `{"$array":"${$array}","length":${length},"sha256":"${hash}"}`;
    }
    if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
    const object = value as { readonly [key: string]: EncodedValue };
    const keys = Object.keys(object).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(object[key]!)}`).join(',')}}`;
  }
  return `sha256:${sha256(encoder.encode(write(tree)))}`;
}
