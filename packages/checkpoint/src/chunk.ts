import { sha256 } from './sha256.js';

/** Some bytes of an array, or some small arrays, under the hash of these bytes. */
export interface ChunkPiece {
  readonly hash: string;
  /** Where it begins in its chunk. */
  readonly offset: number;
  readonly bytes: number;
}

/** A file of the chunks' folder: pieces, one after another, which never change. */
export interface Chunk {
  readonly name: string;
  readonly bytes: number;
  readonly pieces: readonly ChunkPiece[];
}

/** A piece, and the chunk that holds it. */
export interface PlacedPiece {
  readonly chunk: Chunk;
  readonly piece: ChunkPiece;
}

/** Chunks as they stand in a manifest: by name, the bytes of each of their pieces by its hash, in order. */
export type ChunkTable = { readonly [name: string]: { readonly [hash: string]: number } };

/** Names a chunk after the hashes of its pieces: chunks of the same name hold the same bytes. */
export function chunkName(hashes: readonly string[]): string {
  return sha256(new TextEncoder().encode(hashes.join('\n')));
}

/** Reads one row of a manifest's table. */
export function chunkOf(name: string, sizes: { readonly [hash: string]: number }): Chunk {
  const pieces: ChunkPiece[] = [];
  let offset = 0;
  for (const [hash, bytes] of Object.entries(sizes)) {
    pieces.push({ hash, offset, bytes });
    offset += bytes;
  }
  return { name, bytes: offset, pieces };
}

/** Writes the row of a manifest's table that `chunkOf` reads. */
export function sizesOf({ pieces }: Chunk): { readonly [hash: string]: number } {
  return Object.fromEntries(pieces.map(({ hash, bytes }) => [hash, bytes]));
}
