import { damaged } from '../checkpoint-error.js';
import { sha256 } from '../digest/sha256.js';

/** Some bytes of an array, or some small arrays, under the hash of these bytes. */
export type ChunkPiece = {
  readonly hash: string;
  /** Where it begins in its chunk. */
  readonly offset: number;
  readonly bytes: number;
};

/** A file of the chunks' folder: pieces, one after another, which never change. */
export type Chunk = {
  readonly name: string;
  readonly bytes: number;
  readonly pieces: readonly ChunkPiece[];
};

/** A piece, and the chunk that holds it. */
export type PlacedPiece = {
  readonly chunk: Chunk;
  readonly piece: ChunkPiece;
};

/**
 * Chunks as a manifest has them: by name, in the order of their bytes, `<bytes> <hash>` for a piece that is needed,
 * and `<bytes>` for what is not.
 */
export type ChunkTable = { readonly [name: string]: readonly string[] };

/** Names a chunk after the hashes of its pieces: chunks of the same name hold the same bytes. */
export function chunkName(hashes: readonly string[]): string {
  return sha256(new TextEncoder().encode(hashes.join('\n')));
}

/** Reads a manifest's table. @throws CheckpointError `DAMAGED` if a row is not of that form. */
export function chunksOf(table: ChunkTable): Chunk[] {
  return Object.entries(table).map(([name, rows]) => chunkOf(name, rows));
}

function chunkOf(name: string, rows: readonly unknown[]): Chunk {
  const pieces: ChunkPiece[] = [];
  let offset = 0;
  for (const row of rows) {
    const found = typeof row === 'string' ? /^([1-9][0-9]{0,15})(?: ([0-9a-f]{64}))?$/.exec(row) : null;
    if (found === null) damaged(`chunk ${name} has a piece ${JSON.stringify(row)}`);
    const bytes = Number(found[1]);
    const hash = found[2];
    if (hash !== undefined) pieces.push({ hash, offset, bytes });
    offset += bytes;
  }
  return { name, bytes: offset, pieces };
}

/** Writes the rows of a chunk. */
export function rowsOf({ bytes, pieces }: Chunk): readonly string[] {
  const rows: string[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.offset > at) rows.push(`${piece.offset - at}`);
    rows.push(`${piece.bytes} ${piece.hash}`);
    at = piece.offset + piece.bytes;
  }
  if (bytes > at) rows.push(`${bytes - at}`);
  return rows;
}
