import { type Dtype, dtypes } from './dtypes.js';
import { type ArrayLeaf, depthLimit, type EncodedValue } from './encode-tree.js';
import { CheckpointError } from './errors.js';
import type { FileSystem, FolderEntry } from './file-system.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';
import { runAll } from './run-all.js';
import { sha256 } from './sha256.js';
import { hashArray, joinPieces, pieceBytes, stateDigest } from './state-digest.js';
import type { StateTree, StateValue, TypedArray } from './state-tree.js';

const readsAtOnce = 4;

function damaged(what: string): never {
  throw new CheckpointError('DAMAGED', what);
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
 * @param chunks - what stands in the chunks' folder.
 * @throws CheckpointError `DAMAGED` naming what is missing or changed.
 */
export async function restore(
  fileSystem: FileSystem,
  folder: string,
  manifest: Manifest,
  chunks: ReadonlyMap<string, FolderEntry>,
): Promise<StateTree> {
  const { chunkBytes } = manifest;
  const leaves: ArrayLeaf[] = [];
  const arrays: TypedArray[] = [];
  const encoded = manifest.tree;
  collectLeaves(encoded, leaves, 0);

  const sizeOf = (name: string): number => {
    const entry = typeof name === 'string' && names.isChunk(name) ? chunks.get(name) : undefined;
    if (entry === undefined) damaged(`chunk ${String(name).slice(0, 64)} is missing`);
    if (entry.kind !== 'file') damaged(`chunk ${name} is no regular file`);
    if (entry.bytes > chunkBytes) damaged(`chunk ${name} has ${entry.bytes} bytes, more than ${chunkBytes}`);
    return entry.bytes;
  };
  let total = 0;
  for (const leaf of leaves) total += checkLeaf(leaf, chunkBytes, sizeOf);
  if (total > manifest.stateBytes) damaged(`the arrays have ${total} bytes, not ${manifest.stateBytes}`);

  const reads: ChunkRead[] = [];
  const shared = new Map<string, Uint8Array>();
  for (const leaf of leaves) {
    const array = dtypes[leaf.$array].create(leaf.length);
    arrays.push(array);
    if (leaf.offset !== undefined) {
      const name = leaf.chunks[0]!;
      if (shared.has(name)) continue;
      const target = new Uint8Array(sizeOf(name));
      shared.set(name, target);
      reads.push({ name, target });
    } else {
      const bytes = new Uint8Array(array.buffer);
      leaf.chunks.forEach((name, index) => {
        reads.push({ name, target: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes) });
      });
    }
  }
  await runAll(reads, readsAtOnce, async ({ name, target }) => {
    const size = await fileSystem.readInto(`${folder}/${names.chunks}/${name}`, target);
    if (size !== target.length) damaged(`chunk ${name} has ${size} bytes, not ${target.length}`);
    if (sha256(target) !== name) damaged(`chunk ${name} was changed: its bytes have another hash`);
  });
  const hashes = leaves.map((leaf, index) => {
    const bytes = new Uint8Array(arrays[index]!.buffer);
    if (leaf.offset !== undefined) {
      bytes.set(shared.get(leaf.chunks[0]!)!.subarray(leaf.offset, leaf.offset + bytes.length));
    } else if (chunkBytes === pieceBytes && bytes.length > 0) {
      return joinPieces(leaf.chunks);
    }
    return hashArray(bytes);
  });
  const found = stateDigest(encoded, leaves, hashes);
  if (found !== manifest.stateDigest)
    damaged(`the state has the digest ${found}, not ${manifest.stateDigest}`);
  return decode(encoded, new Map(leaves.map((leaf, index) => [leaf, arrays[index]!]))) as StateTree;
}

function isLeaf(value: object): value is ArrayLeaf {
  return Object.hasOwn(value, '$array');
}

function collectLeaves(value: EncodedValue, leaves: ArrayLeaf[], depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthLimit + 1) damaged(`the tree is nested deeper than ${depthLimit} levels`);
  if (!Array.isArray(value) && isLeaf(value)) {
    leaves.push(value);
    return;
  }
  for (const child of Object.values(value)) collectLeaves(child as EncodedValue, leaves, depth + 1);
}

/** Checks an array's description against the sizes on disk. @returns its bytes. */
function checkLeaf(leaf: ArrayLeaf, chunkBytes: number, sizeOf: (name: string) => number): number {
  const { $array, length, chunks, offset } = leaf;
  if (typeof $array !== 'string' || !Object.hasOwn(dtypes, $array))
    damaged(`no array type ${String($array)}`);
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

const bentNumbers: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['-0', -0],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function decode(value: EncodedValue, arrays: ReadonlyMap<EncodedValue, TypedArray>): StateValue {
  if (typeof value !== 'object' || value === null) return value;
  const array = arrays.get(value);
  if (array !== undefined) return array;
  if (Array.isArray(value)) return value.map((child: EncodedValue) => decode(child, arrays));
  if (Object.hasOwn(value, '$number')) {
    const bent = bentNumbers.get((value as { $number?: unknown }).$number);
    return bent ?? damaged('the tree holds a number that is none');
  }
  const result: { [key: string]: StateValue } = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__' || (key.startsWith('$') && !key.startsWith('$$')))
      damaged(`the tree has a key ${key}`);
    result[key.startsWith('$') ? key.slice(1) : key] = decode(child as EncodedValue, arrays);
  }
  return result;
}
