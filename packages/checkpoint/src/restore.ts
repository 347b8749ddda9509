import { checkLeaves, collectLeaves, isLeaf } from './check-leaves.js';
import { damaged } from './damaged.js';
import { decodeTree } from './decode-tree.js';
import { dtypes } from './dtypes.js';
import { type ArrayLeaf, escapeKey } from './encode-tree.js';
import { CheckpointError } from './errors.js';
import type { FileSystem, FolderEntry } from './file-system.js';
import type { Manifest } from './manifest.js';
import { readChunk } from './read-chunk.js';
import { runAll } from './run-all.js';
import { selectPaths } from './select-paths.js';
import { hashArray, joinPieces, pieceBytes, stateDigest } from './state-digest.js';
import type { StateTree, TypedArray } from './state-tree.js';

const readsAtOnce = 4;

const isBranch = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLeaf(value);

/** What to restore. */
export interface RestoreOptions {
  /** The paths to restore, such as `network` or `network.weights`; the rest is not read. */
  readonly only?: readonly string[] | undefined;
  /** The most bytes that may be allocated. */
  readonly limitBytes?: number | undefined;
}

/** A chunk to read, and where its bytes go. */
interface ChunkRead {
  readonly name: string;
  readonly target: Uint8Array;
}

/**
 * Reads the arrays of a manifest and puts the tree together. Every byte is compared with its hash, and the whole with
 * the manifest's digest. Sizes are compared with those on disk before anything is allocated.
 *
 * @throws CheckpointError `DAMAGED` naming what is missing or changed, `MISMATCH` if a path is not there.
 */
export async function restore(
  fileSystem: FileSystem,
  folder: string,
  manifest: Manifest,
  chunks: ReadonlyMap<string, FolderEntry>,
  { only, limitBytes = Number.POSITIVE_INFINITY }: RestoreOptions = {},
): Promise<StateTree> {
  const { chunkBytes } = manifest;
  const { leaves: all, sizes } = checkLeaves(manifest, chunks);
  const encoded = only === undefined ? manifest.tree : selectPaths(manifest.tree, only, isBranch, escapeKey);
  const leaves: ArrayLeaf[] = [];
  if (only === undefined) leaves.push(...all);
  else collectLeaves(encoded, leaves);

  const bytes = leaves.reduce((sum, { $array, length }) => sum + length * dtypes[$array].bytes, 0);
  if (bytes > limitBytes) {
    throw new CheckpointError('MISMATCH', `the state has ${bytes} bytes, more than limitBytes ${limitBytes}`);
  }
  const reads: ChunkRead[] = [];
  const shared = new Map<string, Uint8Array>();
  const arrays = leaves.map((leaf): TypedArray => {
    const array = dtypes[leaf.$array].create(leaf.length);
    if (leaf.offset !== undefined) {
      const name = leaf.chunks[0]!;
      if (!shared.has(name)) {
        const target = new Uint8Array(sizes.get(name)!);
        shared.set(name, target);
        reads.push({ name, target });
      }
    } else {
      const bytes = new Uint8Array(array.buffer);
      leaf.chunks.forEach((name, index) => {
        reads.push({ name, target: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes) });
      });
    }
    return array;
  });
  await runAll(reads, readsAtOnce, ({ name, target }) => readChunk(fileSystem, folder, name, target));
  const hashes = leaves.map((leaf, index) => {
    const bytes = new Uint8Array(arrays[index]!.buffer);
    if (leaf.offset !== undefined) {
      bytes.set(shared.get(leaf.chunks[0]!)!.subarray(leaf.offset, leaf.offset + bytes.length));
    } else if (chunkBytes === pieceBytes && bytes.length > 0) {
      return joinPieces(leaf.chunks);
    }
    return only === undefined ? hashArray(bytes) : '';
  });
  if (only === undefined) {
    const found = stateDigest(encoded, leaves, hashes);
    if (found !== manifest.stateDigest)
      damaged(`the state has the digest ${found}, not ${manifest.stateDigest}`);
  }
  return decodeTree(encoded, new Map(leaves.map((leaf, index) => [leaf, arrays[index]!]))) as StateTree;
}
