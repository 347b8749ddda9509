import { damaged } from './damaged.js';
import { type Dtype, dtypes } from './dtypes.js';
import type { ArrayLeaf, EncodedValue } from './encode-tree.js';
import type { FolderEntry } from './file-system.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';

/** The arrays of a manifest, whose sizes agree with those of the chunks on disk. */
export interface CheckedLeaves {
  readonly leaves: readonly ArrayLeaf[];
  /** Size of each chunk that they need, by name. */
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Compares the structure of a manifest with what is on disk, without reading a chunk.
 *
 * @param chunks - what stands in the chunks' folder.
 * @throws CheckpointError `DAMAGED` naming what is missing or has another size.
 */
export function checkLeaves(manifest: Manifest, chunks: ReadonlyMap<string, FolderEntry>): CheckedLeaves {
  const { chunkBytes } = manifest;
  const leaves: ArrayLeaf[] = [];
  const sizes = new Map<string, number>();
  collectLeaves(manifest.tree, leaves);
  const sizeOf = (name: string): number => {
    if (typeof name !== 'string' || !names.isChunk(name)) damaged('an array has a chunk that is none');
    const entry = chunks.get(name);
    if (entry === undefined) damaged(`chunk ${name} is missing`);
    if (entry.kind !== 'file') damaged(`chunk ${name} is no regular file`);
    if (entry.bytes > chunkBytes) damaged(`chunk ${name} has ${entry.bytes} bytes, more than ${chunkBytes}`);
    sizes.set(name, entry.bytes);
    return entry.bytes;
  };
  let total = 0;
  for (const leaf of leaves) total += checkLeaf(leaf, chunkBytes, sizeOf);
  if (total !== manifest.stateBytes) damaged(`the arrays have ${total} bytes, not ${manifest.stateBytes}`);
  return { leaves, sizes };
}

/** Says whether an encoded object stands for an array. */
export function isLeaf(value: object): value is ArrayLeaf {
  return Object.hasOwn(value, '$array');
}

/** Collects the arrays of an encoded tree, in its order. */
export function collectLeaves(value: EncodedValue, leaves: ArrayLeaf[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && isLeaf(value)) {
    leaves.push(value);
    return;
  }
  for (const child of Object.values(value)) collectLeaves(child as EncodedValue, leaves);
}

/** Checks an array's description against the sizes on disk. @returns its bytes. */
function checkLeaf(leaf: ArrayLeaf, chunkBytes: number, sizeOf: (name: string) => number): number {
  const { $array, length, chunks, offset } = leaf;
  if (typeof $array !== 'string' || !Object.hasOwn(dtypes, $array))
    damaged(`there is no array type ${JSON.stringify($array)}`);
  if (!Number.isSafeInteger(length) || length < 0 || !Array.isArray(chunks))
    damaged('an array has no length');
  const bytes = length * dtypes[$array as Dtype].bytes;
  if (offset !== undefined) {
    if (!Number.isSafeInteger(offset) || offset < 0 || chunks.length !== 1) damaged('an array has no place');
    if (offset + bytes > sizeOf(chunks[0]!)) damaged(`an array ends beyond its chunk ${chunks[0]}`);
    return bytes;
  }
  const wanted = Math.ceil(bytes / chunkBytes);
  if (chunks.length !== wanted)
    damaged(`an array of ${bytes} bytes has ${chunks.length} chunks, not ${wanted}`);
  chunks.forEach((name, index) => {
    const size = Math.min(chunkBytes, bytes - index * chunkBytes);
    if (sizeOf(name) !== size) damaged(`chunk ${name} has ${sizeOf(name)} bytes, not ${size}`);
  });
  return bytes;
}
