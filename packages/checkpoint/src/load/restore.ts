import type { StateArray, StateTree } from '@graph/core';
import { CheckpointError, damaged } from '../checkpoint-error.js';
import { pieceSize } from '../digest/piece-size.js';
import { hashArray, joinPieces, stateDigest } from '../digest/state-digest.js';
import { type Chunk, type ChunkPiece, chunksOf, type PlacedPiece } from '../folder/chunk.js';
import type { Manifest } from '../folder/manifest.js';
import { ChunkReader, pieceOf } from '../folder/read-chunk.js';
import type { FileSystem, FolderEntry } from '../io/file-system.js';
import { runAll } from '../io/run-all.js';
import { decodeTree } from '../tree/decode-tree.js';
import { DTYPES } from '../tree/dtypes.js';
import { type ArrayLeaf, escapeKey, isLeaf, leavesOf } from '../tree/encode-tree.js';
import { selectPaths } from '../tree/select-paths.js';
import { checkLeaves } from './check-leaves.js';

const READS_AT_ONCE = 4;

/** A state may be so many times as large as its files, and so many bytes in any case. */
const MOST_REPEATS = 1024;
const ALWAYS_ALLOWED: number = 2 ** 28;

const isBranch = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLeaf(value);

/** What to restore. */
export type RestoreOptions = {
  /** The paths to restore, such as `network` or `network.weights`; the rest is not read. */
  readonly only?: readonly string[] | undefined;
  /** The most bytes that may be allocated. */
  readonly limitBytes?: number | undefined;
};

/** A piece of a chunk, and where its bytes go: from one of them on, as many as there is room for. */
type Wanted = {
  readonly piece: ChunkPiece;
  readonly target: Uint8Array;
  readonly from: number;
};

/**
 * Reads the arrays of a manifest and returns the tree with them. Every byte is compared with its hash, and the whole with
 * the manifest's digest. Sizes are compared with those on disk before anything is allocated.
 *
 * @throws CheckpointError `DAMAGED` naming what is missing or changed, `MISMATCH` if a path is not there.
 */
export async function restore(
  fileSystem: FileSystem,
  folder: string,
  manifest: Manifest,
  onDisk: ReadonlyMap<string, FolderEntry>,
  { only, limitBytes = Number.POSITIVE_INFINITY }: RestoreOptions = {},
): Promise<StateTree> {
  const { leaves: all, pieces } = checkLeaves(manifest, onDisk);
  const encoded = only === undefined ? manifest.tree : selectPaths(manifest.tree, only, isBranch, escapeKey);
  const leaves = only === undefined ? all : leavesOf(encoded);

  const bytes = leaves.reduce((sum, { $array, length }) => sum + length * DTYPES[$array].bytes, 0);
  if (bytes > limitBytes)
    throw new CheckpointError('MISMATCH', `the state has ${bytes} bytes, more than limitBytes ${limitBytes}`);
  checkRepeats(bytes, manifest);
  const arrays = leaves.map(({ $array, length }) => DTYPES[$array].create(length));
  const reader = new ChunkReader(fileSystem, folder);
  await runAll(wantedOf(leaves, arrays, pieces), READS_AT_ONCE, ([chunk, wanted]) =>
    reader.read(chunk, (bytes) => copyPieces(chunk, wanted, bytes), placeOf(chunk, wanted)),
  );
  const values = new Map(leaves.map((leaf, index) => [leaf, arrays[index]!]));
  if (only === undefined) {
    const hashes = leaves.map((leaf) => hashOf(leaf, values.get(leaf)!, pieces));
    const found = stateDigest(encoded, leaves, hashes);
    if (found !== manifest.stateDigest)
      damaged(`the state has the digest ${found}, not ${manifest.stateDigest}`);
  }
  return decodeTree(encoded, values) as StateTree;
}

/**
 * Refuses a state that is beyond all measure larger than its files: arrays of one value share their pieces, but nobody trains
 * on gigabytes of them.
 */
function checkRepeats(bytes: number, { chunks }: Manifest): void {
  const there = chunksOf(chunks).reduce((sum, chunk) => sum + chunk.bytes, 0);
  if (bytes > Math.max(ALWAYS_ALLOWED, MOST_REPEATS * there))
    damaged(
      `the state has ${bytes} bytes, ${Math.floor(bytes / Math.max(1, there))} times those of its files`,
    );
}

/** Finds what is needed of each chunk. */
function wantedOf(
  leaves: readonly ArrayLeaf[],
  arrays: readonly StateArray[],
  pieces: readonly PlacedPiece[],
): Map<Chunk, Wanted[]> {
  const all = new Map<Chunk, Wanted[]>();
  leaves.forEach((leaf, index) => {
    const bytes = new Uint8Array(arrays[index]!.buffer);
    let at = 0;
    for (const number of leaf.pieces) {
      const { chunk, piece } = pieces[number]!;
      const wanted = all.get(chunk) ?? [];
      all.set(chunk, wanted);
      wanted.push({ piece, target: bytes.subarray(at, at + piece.bytes), from: leaf.offset ?? 0 });
      at += piece.bytes;
    }
  });
  return all;
}

/** Returns the place of a whole chunk, if all its bytes go to one, in their order, as in large arrays. */
function placeOf({ bytes }: Chunk, wanted: readonly Wanted[]): Uint8Array | undefined {
  const { buffer, byteOffset } = wanted[0]!.target;
  let end = 0;
  for (const { piece, target } of wanted) {
    if (piece.offset !== end || target.buffer !== buffer || target.byteOffset !== byteOffset + end)
      return undefined;
    if (target.length !== piece.bytes) return undefined;
    end += piece.bytes;
  }
  return end === bytes ? new Uint8Array(buffer, byteOffset, bytes) : undefined;
}

/** Puts the pieces of a chunk where they belong. @throws CheckpointError `DAMAGED` if one has another hash. */
function copyPieces(chunk: Chunk, wanted: readonly Wanted[], bytes: Uint8Array): void {
  const compared = new Map<ChunkPiece, Uint8Array>();
  for (const { piece, target, from } of wanted) {
    const source = compared.get(piece) ?? pieceOf(chunk, piece, bytes);
    compared.set(piece, source);
    if (target.buffer !== source.buffer) target.set(source.subarray(from, from + target.length));
  }
}

/** Tells whether an array is cut where its digest is, so that the hashes of its pieces make its own. */
export function hasDigestPieces({ pieces, $array, length }: ArrayLeaf, all: readonly PlacedPiece[]): boolean {
  const bytes = length * DTYPES[$array].bytes;
  let at = 0;
  for (const number of pieces) {
    const { piece } = all[number]!;
    if (piece.bytes !== Math.min(pieceSize(at), bytes - at)) return false;
    at += piece.bytes;
  }
  return true;
}

/** Returns the hash of an array, from those of its pieces where they are what the digest is made of. */
function hashOf(leaf: ArrayLeaf, array: StateArray, all: readonly PlacedPiece[]): string {
  const { pieces, offset } = leaf;
  if (pieces.length === 0 || offset !== undefined || !hasDigestPieces(leaf, all))
    return hashArray(new Uint8Array(array.buffer));
  return joinPieces(pieces.map((number) => all[number]!.piece.hash));
}
