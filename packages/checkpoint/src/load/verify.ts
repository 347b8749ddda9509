import { CheckpointError } from '../checkpoint-error.js';
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
import { checkLeaves } from './check-leaves.js';

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

  /** Reads every chunk of a checkpoint. @throws CheckpointError `DAMAGED` for the first piece that is not whole. */
  async check(manifest: Manifest): Promise<void> {
    const { leaves, pieces } = checkLeaves(manifest, this.#onDisk);
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
