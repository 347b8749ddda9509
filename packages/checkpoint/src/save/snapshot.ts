import { DEFAULT_CHUNK_BYTES, pieceSize } from '../digest/piece-size.js';
import type { EncodedState } from '../tree/encode-tree.js';

/** A run of bytes of the snapshot that is hashed, and written, as one. */
type Piece = {
  readonly offset: number;
  readonly bytes: number;
};

/** Where the bytes of each array are in a snapshot, and how the snapshot is cut into pieces. */
export type SnapshotPlan = {
  readonly byteLength: number;
  /** One for each leaf. */
  readonly offsets: readonly number[];
  readonly pieces: readonly Piece[];
  /** For each leaf: its first piece, and how many it has. */
  readonly firstPiece: readonly number[];
  readonly pieceCount: readonly number[];
};

/**
 * Tells whether an array gets pieces of its own, so that it is written only when it changed: from a quarter of a piece on.
 * Smaller ones share: each piece costs a line of the manifest, and a network has dozens of small arrays.
 */
export function hasOwnPieces(arrayBytes: number, chunkBytes: number = DEFAULT_CHUNK_BYTES): boolean {
  return arrayBytes * 4 >= pieceSize(0, chunkBytes);
}

/** Lays arrays out one after another: large ones in pieces of their own, then small ones, whole, in shared pieces. */
export function planSnapshot(byteLengths: readonly number[], chunkBytes: number): SnapshotPlan {
  const offsets = new Array<number>(byteLengths.length).fill(0);
  const firstPiece = new Array<number>(byteLengths.length).fill(0);
  const pieceCount = new Array<number>(byteLengths.length).fill(0);
  const pieces: Piece[] = [];
  const sharedBytes = pieceSize(0, chunkBytes);
  let end = 0;
  byteLengths.forEach((bytes, leaf) => {
    if (!hasOwnPieces(bytes, chunkBytes)) return;
    offsets[leaf] = end;
    firstPiece[leaf] = pieces.length;
    for (let at = 0; at < bytes; at += pieceSize(at, chunkBytes))
      pieces.push({ offset: end + at, bytes: Math.min(pieceSize(at, chunkBytes), bytes - at) });
    pieceCount[leaf] = pieces.length - firstPiece[leaf]!;
    end += bytes;
  });
  let shared: { offset: number; bytes: number } | undefined;
  byteLengths.forEach((bytes, leaf) => {
    if (hasOwnPieces(bytes, chunkBytes) || bytes === 0) return;
    if (shared === undefined || shared.bytes + bytes > sharedBytes) {
      shared = { offset: end, bytes: 0 };
      pieces.push(shared);
    }
    offsets[leaf] = end;
    firstPiece[leaf] = pieces.length - 1;
    pieceCount[leaf] = 1;
    shared.bytes += bytes;
    end += bytes;
  });
  return { byteLength: end, offsets, pieces, firstPiece, pieceCount };
}

/**
 * Copies the arrays of a state into a buffer: what happens to the state afterwards does not reach the file. Arrays are
 * copied in the order of the pieces.
 *
 * @param unchanged - pieces that need not be copied.
 * @param progress - told how many bytes from the first on are there, a piece at a time.
 */
export function takeSnapshot(
  state: EncodedState,
  plan: SnapshotPlan,
  into: ArrayBufferLike,
  unchanged: readonly number[] = [],
  progress?: (bytes: number) => void,
): void {
  const target = new Uint8Array(into);
  const skipped = new Set(unchanged);
  const order = state.sources.map((_, leaf) => leaf).sort((a, b) => plan.offsets[a]! - plan.offsets[b]!);
  for (const leaf of order) {
    const source = state.sources[leaf]!;
    const offset = plan.offsets[leaf]!;
    const first = plan.firstPiece[leaf]!;
    for (let piece = first; piece < first + plan.pieceCount[leaf]!; piece += 1) {
      const from = Math.max(plan.pieces[piece]!.offset - offset, 0);
      const part = source.subarray(
        from,
        Math.min(plan.pieces[piece]!.offset + plan.pieces[piece]!.bytes - offset, source.length),
      );
      if (!skipped.has(piece)) target.set(part, offset + from);
      progress?.(offset + from + part.length);
    }
  }
}
