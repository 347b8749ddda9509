import { chunksOf, type PlacedPiece } from './chunk.js';
import { damaged } from './damaged.js';
import { type Dtype, dtypes } from './dtypes.js';
import { type ArrayLeaf, collectLeaves } from './encode-tree.js';
import type { FolderEntry } from './file-system.js';
import type { Manifest } from './manifest.js';

/** The arrays of a manifest, whose sizes agree with those of the chunks on disk. */
export interface CheckedLeaves {
  readonly leaves: readonly ArrayLeaf[];
  /** All pieces of all chunks of the manifest: what the numbers in a leaf's `pieces` count. */
  readonly pieces: readonly PlacedPiece[];
}

/**
 * Compares the structure of a manifest with what is on disk, without reading a chunk.
 *
 * @param onDisk - what stands in the chunks' folder.
 * @throws CheckpointError `DAMAGED` naming what is missing or has another size.
 */
export function checkLeaves(manifest: Manifest, onDisk: ReadonlyMap<string, FolderEntry>): CheckedLeaves {
  const pieces: PlacedPiece[] = [];
  for (const chunk of chunksOf(manifest.chunks)) {
    const { name } = chunk;
    const entry = onDisk.get(name);
    if (entry === undefined) damaged(`chunk ${name} is missing`);
    if (entry.kind !== 'file') damaged(`chunk ${name} is no regular file`);
    if (entry.bytes !== chunk.bytes) damaged(`chunk ${name} has ${entry.bytes} bytes, not ${chunk.bytes}`);
    for (const piece of chunk.pieces) pieces.push({ chunk, piece });
  }
  const leaves: ArrayLeaf[] = [];
  collectLeaves(manifest.tree, leaves);
  let total = 0;
  for (const leaf of leaves) total += checkLeaf(leaf, pieces);
  if (total !== manifest.stateBytes) damaged(`the arrays have ${total} bytes, not ${manifest.stateBytes}`);
  return { leaves, pieces };
}

/** Checks an array's description against the sizes of its pieces. @returns its bytes. */
function checkLeaf(leaf: ArrayLeaf, all: readonly PlacedPiece[]): number {
  const { $array, length, pieces, offset } = leaf;
  if (typeof $array !== 'string' || !Object.hasOwn(dtypes, $array))
    damaged(`there is no array type ${JSON.stringify($array)}`);
  if (!Number.isSafeInteger(length) || length < 0 || !Array.isArray(pieces))
    damaged('an array has no length');
  const bytes = length * dtypes[$array as Dtype].bytes;
  let there = 0;
  for (const number of pieces) {
    if (!Number.isSafeInteger(number) || all[number] === undefined) damaged(`there is no piece ${number}`);
    there += all[number].piece.bytes;
  }
  if (offset === undefined) {
    if (there !== bytes) damaged(`an array of ${bytes} bytes has pieces of ${there} bytes`);
    return bytes;
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || pieces.length !== 1) damaged('an array has no place');
  if (offset + bytes > there) damaged(`an array ends beyond its piece ${pieces[0]}`);
  return bytes;
}
