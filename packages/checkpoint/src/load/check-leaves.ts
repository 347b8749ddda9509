import { damaged } from '../checkpoint-error.js';
import { chunksOf, type PlacedPiece } from '../folder/chunk.js';
import type { Manifest } from '../folder/manifest.js';
import type { FolderEntry } from '../io/file-system.js';
import { DTYPES, type Dtype } from '../tree/dtypes.js';
import { type ArrayLeaf, leavesOf } from '../tree/encode-tree.js';

/** The arrays of a manifest, whose sizes agree with those of the chunks on disk. */
export type CheckedLeaves = {
  readonly leaves: readonly ArrayLeaf[];
  /** All pieces of all chunks of the manifest: what the numbers in a leaf's `pieces` count. */
  readonly pieces: readonly PlacedPiece[];
};

/**
 * Compares the structure of a manifest with what is on disk, without reading a chunk.
 *
 * @param onDisk - what is in the chunks' folder.
 * @throws CheckpointError `DAMAGED` naming what is missing or has another size.
 */
export function checkLeaves(manifest: Manifest, onDisk: ReadonlyMap<string, FolderEntry>): CheckedLeaves {
  const pieces: PlacedPiece[] = [];
  for (const chunk of chunksOf(manifest.chunks)) {
    const { name } = chunk;
    const entry = onDisk.get(name);
    if (entry === undefined) damaged(`chunk ${name} is missing`);
    if (entry.kind !== 'file') damaged(`chunk ${name} is not a regular file`);
    if (entry.bytes !== chunk.bytes) damaged(`chunk ${name} has ${entry.bytes} bytes, not ${chunk.bytes}`);
    for (const piece of chunk.pieces) pieces.push({ chunk, piece });
  }
  const leaves = leavesOf(manifest.tree);
  let total = 0;
  for (const leaf of leaves) total += checkLeaf(leaf, pieces);
  if (total !== manifest.stateBytes) damaged(`the arrays have ${total} bytes, not ${manifest.stateBytes}`);
  return { leaves, pieces };
}

/** Checks an array's description against the sizes of its pieces. @returns its bytes. */
function checkLeaf(leaf: ArrayLeaf, all: readonly PlacedPiece[]): number {
  const { $array, length, pieces, offset } = leaf;
  if (typeof $array !== 'string' || !Object.hasOwn(DTYPES, $array))
    damaged(`unknown array type ${JSON.stringify($array)}`);
  if (!Number.isSafeInteger(length) || length < 0 || !Array.isArray(pieces))
    damaged('the length or the pieces of an array are missing');
  const bytes = length * DTYPES[$array as Dtype].bytes;
  let there = 0;
  for (const number of pieces) {
    if (!Number.isSafeInteger(number) || all[number] === undefined) damaged(`piece ${number} is missing`);
    there += all[number].piece.bytes;
  }
  if (offset === undefined) {
    if (there !== bytes) damaged(`an array of ${bytes} bytes has pieces of ${there} bytes`);
    return bytes;
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || pieces.length !== 1)
    damaged('the offset of an array is wrong');
  if (offset + bytes > there) damaged(`an array ends beyond its piece ${pieces[0]}`);
  return bytes;
}
