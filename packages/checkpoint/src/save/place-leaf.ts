import { DEFAULT_CHUNK_BYTES } from '../digest/piece-size.js';
import { hashArray, joinPieces } from '../digest/state-digest.js';
import type { Chunk } from '../folder/chunk.js';
import type { ArrayLeaf } from '../tree/encode-tree.js';
import type { CommitRequest } from './committer.js';

/** Numbers all pieces of some chunks, as the leaves of a manifest refer to them. */
export function numberPieces(chunks: readonly Chunk[]): ReadonlyMap<string, number> {
  const hashes = chunks.flatMap(({ pieces }) => pieces.map(({ hash }) => hash));
  return new Map(hashes.map((hash, number) => [hash, number]));
}

/** Returns the hashes of an array's pieces. */
export function hashesOf(
  { plan }: CommitRequest,
  leaf: number,
  hashes: readonly string[],
): readonly string[] {
  const first = plan.firstPiece[leaf]!;
  return hashes.slice(first, first + plan.pieceCount[leaf]!);
}

/** Writes into an array's description where its bytes are. @returns the hash of the array. */
export function placeLeaf(
  leaf: ArrayLeaf,
  index: number,
  request: CommitRequest,
  hashes: readonly string[],
  numbers: ReadonlyMap<string, number>,
): string {
  const { plan, byteLengths, buffer, chunkBytes } = request;
  const offset = plan.offsets[index]!;
  const bytes = byteLengths[index]!;
  const own = hashesOf(request, index, hashes);
  leaf.pieces = own.map((hash) => numbers.get(hash)!);
  const piece = plan.pieces[plan.firstPiece[index]!];
  const isPart = own.length === 1 && piece!.bytes !== bytes;
  if (isPart) leaf.offset = offset - piece!.offset;
  // With the usual chunks, the pieces are those of the digest.
  if (!isPart && bytes > 0 && chunkBytes === DEFAULT_CHUNK_BYTES) return joinPieces(own);
  return hashArray(new Uint8Array(buffer, offset, bytes));
}
