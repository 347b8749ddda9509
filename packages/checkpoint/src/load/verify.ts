import type { StateArray } from '@graph/core';
import { CheckpointError, damaged } from '../checkpoint-error.js';
import { sha256 } from '../digest/sha256.js';
import { joinPieces, stateDigest } from '../digest/state-digest.js';
import { type Chunk, type ChunkPiece, chunksOf } from '../folder/chunk.js';
import type { Manifest } from '../folder/manifest.js';
import { names } from '../folder/names.js';
import { ChunkReader, pieceOf } from '../folder/read-chunk.js';
import {
  isGone,
  listChunks,
  listFolder,
  type RejectedCheckpoint,
  readManifests,
  rejection,
} from '../folder/read-manifests.js';
import type { FileSystem, FolderEntry } from '../io/file-system.js';
import { decodeTree } from '../tree/decode-tree.js';
import { DTYPES } from '../tree/dtypes.js';
import type { ArrayLeaf } from '../tree/encode-tree.js';
import { type CheckedLeaves, checkLeaves } from './check-leaves.js';
import { hasDigestPieces, restore } from './restore.js';

/** What a look at every byte of a run's folder found. */
export type VerifyReport = {
  /** Whether every checkpoint is whole. */
  readonly ok: boolean;
  /** Counts of examples of the checkpoints that are whole, the newest first. */
  readonly whole: readonly number[];
  readonly rejected: readonly RejectedCheckpoint[];
  /** Chunks that were read, and their bytes. */
  readonly chunkCount: number;
  readonly chunkBytes: number;
  /** Chunks that no whole manifest refers to: what a crash or a failed save left. `prune` removes them. */
  readonly unreferenced: readonly string[];
  /** Files under temporary names. The next writer removes them. */
  readonly temporary: readonly string[];
};

/** Checks chunks one after another, each once, however many checkpoints share it. */
class ChunkVerifier {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #reader: ChunkReader;
  readonly #onDisk: ReadonlyMap<string, FolderEntry>;
  /** All pieces that any manifest says are in a chunk, by the chunk's name: each needs only some. */
  readonly #pieces: Map<string, Map<string, ChunkPiece>> = new Map();
  readonly #read: Set<string> = new Set();
  /** What is wrong with each piece that was read; undefined where nothing is. By its hash and where it is. */
  readonly #verdicts: Map<string, unknown> = new Map();
  bytes = 0;

  /**
   * @param onDisk - what is in the chunks' folder.
   * @param manifests - those that will be checked.
   */
  constructor(
    fileSystem: FileSystem,
    folder: string,
    onDisk: ReadonlyMap<string, FolderEntry>,
    manifests: readonly Manifest[],
  ) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
    this.#reader = new ChunkReader(fileSystem, folder);
    this.#onDisk = onDisk;
    for (const chunk of manifests.flatMap(({ chunks }) => chunksOf(chunks))) {
      const pieces = this.#pieces.get(chunk.name) ?? new Map<string, ChunkPiece>();
      this.#pieces.set(chunk.name, pieces);
      for (const piece of chunk.pieces) pieces.set(keyOf(chunk, piece), piece);
    }
  }

  get count(): number {
    return this.#read.size;
  }

  /**
   * Reads every chunk of a checkpoint, takes its tree apart, and compares its digest: what passes here can be loaded.
   *
   * @throws CheckpointError `DAMAGED` for the first thing that is not whole.
   */
  async check(manifest: Manifest): Promise<void> {
    const checked = checkLeaves(manifest, this.#onDisk);
    await this.#checkPieces(checked);
    if (checked.leaves.some((leaf) => leaf.offset === undefined && !hasDigestPieces(leaf, checked.pieces))) {
      // Cut by other rules than the digest: it has to be put together.
      await restore(this.#fileSystem, this.#folder, manifest, this.#onDisk);
      return;
    }
    const hashes = await this.#hashesOf(checked);
    const found = stateDigest(manifest.tree, checked.leaves, hashes);
    if (found !== manifest.stateDigest)
      damaged(`the state has the digest ${found}, not ${manifest.stateDigest}`);
    decodeTree(manifest.tree, new Map(checked.leaves.map((leaf) => [leaf, NOTHING])));
  }

  /** The hash of each array: of its pieces, or of the part of a piece that it shares. */
  async #hashesOf({ leaves, pieces }: CheckedLeaves): Promise<string[]> {
    const hashes = leaves.map((leaf) =>
      leaf.offset === undefined ? joinPieces(leaf.pieces.map((number) => pieces[number]!.piece.hash)) : '',
    );
    const shared = new Map<Chunk, number[]>();
    for (const [index, leaf] of leaves.entries()) {
      if (leaf.pieces.length === 0) hashes[index] = sha256(new Uint8Array(0));
      if (leaf.offset === undefined) continue;
      const { chunk } = pieces[leaf.pieces[0]!]!;
      const indexes = shared.get(chunk);
      if (indexes === undefined) shared.set(chunk, [index]);
      else indexes.push(index);
    }
    for (const [chunk, indexes] of shared)
      await this.#reader.read(chunk, (bytes) => {
        for (const index of indexes) {
          const leaf: ArrayLeaf = leaves[index]!;
          const { piece } = pieces[leaf.pieces[0]!]!;
          const from = piece.offset + leaf.offset!;
          hashes[index] = sha256(bytes.subarray(from, from + leaf.length * DTYPES[leaf.$array].bytes));
        }
      });
    return hashes;
  }

  async #checkPieces({ leaves, pieces }: CheckedLeaves): Promise<void> {
    for (const number of new Set(leaves.flatMap((leaf) => leaf.pieces))) {
      const { chunk, piece } = pieces[number]!;
      if (!this.#verdicts.has(keyOf(chunk, piece))) await this.#examine(chunk);
      const failure = this.#verdicts.get(keyOf(chunk, piece));
      if (failure !== undefined) throw failure;
    }
  }

  async #examine(chunk: Chunk): Promise<void> {
    const pieces = this.#pieces.get(chunk.name)!;
    this.#read.add(chunk.name);
    this.bytes += chunk.bytes;
    try {
      await this.#reader.read(chunk, (bytes) => {
        for (const [key, piece] of pieces)
          this.#verdicts.set(
            key,
            failureOf(() => pieceOf(chunk, piece, bytes)),
          );
      });
    } catch (error) {
      for (const key of pieces.keys()) this.#verdicts.set(key, error);
    }
  }
}

/** In place of each array: only the form of the tree is looked at. */
const NOTHING: StateArray = new Uint8Array(0);

// Two manifests may say different things of one chunk, if somebody made one of them.
const keyOf = ({ name }: Chunk, { hash, offset }: ChunkPiece): string => `${name} ${offset} ${hash}`;

function failureOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Finds the newest whole checkpoint, reading every byte of it. @returns its count of examples. */
export async function newestWhole(fileSystem: FileSystem, folder: string): Promise<number | undefined> {
  const { manifests } = await listFolder(fileSystem, folder);
  const verifier = new ChunkVerifier(fileSystem, folder, await listChunks(fileSystem, folder), manifests);
  for (const manifest of manifests) {
    try {
      await verifier.check(manifest);
      return manifest.examples;
    } catch (error) {
      if (!CheckpointError.is(error)) throw error;
    }
  }
  return undefined;
}

/** Reads every manifest and every chunk of a run's folder. O(bytes); changes nothing. */
export async function verify(fileSystem: FileSystem, folder: string): Promise<VerifyReport> {
  const { manifests, rejected, others } = await readManifests(fileSystem, folder);
  const chunks = await listChunks(fileSystem, folder);
  const verifier = new ChunkVerifier(fileSystem, folder, chunks, manifests);
  const whole: number[] = [];
  const refused: RejectedCheckpoint[] = [...rejected];
  const needed = new Set<string>();
  for (const manifest of manifests) {
    for (const name of Object.keys(manifest.chunks)) needed.add(name);
    try {
      await verifier.check(manifest);
      whole.push(manifest.examples);
    } catch (error) {
      if (await isGone(fileSystem, folder, manifest)) continue;
      refused.push(rejection(manifest.examples, error));
    }
  }
  const inChunks = [...chunks.keys()];
  return {
    ok: refused.length === 0,
    whole,
    rejected: refused,
    chunkCount: verifier.count,
    chunkBytes: verifier.bytes,
    unreferenced: inChunks.filter((name) => names.isChunk(name) && !needed.has(name)),
    temporary: [
      ...others.filter(names.isTemporary),
      ...inChunks.filter(names.isTemporary).map((name) => `${names.chunks}/${name}`),
    ],
  };
}
