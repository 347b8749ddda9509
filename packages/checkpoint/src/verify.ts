import { checkLeaves } from './check-leaves.js';
import { chunksOf } from './chunks-of.js';
import type { FileSystem, FolderEntry } from './file-system.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';
import { readChunk } from './read-chunk.js';
import { isGone, listChunks, type RejectedCheckpoint, readManifests, rejection } from './read-manifests.js';

/** What a look at every byte of a run's folder found. */
export interface VerifyReport {
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
}

/** Checks chunks one after another, each once, however many checkpoints share it. */
export class ChunkVerifier {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #chunks: ReadonlyMap<string, FolderEntry>;
  readonly #verdicts: Map<string, unknown> = new Map();
  #buffer: Uint8Array = new Uint8Array();
  bytes = 0;

  constructor(fileSystem: FileSystem, folder: string, chunks: ReadonlyMap<string, FolderEntry>) {
    this.#fileSystem = fileSystem;
    this.#folder = folder;
    this.#chunks = chunks;
  }

  get count(): number {
    return this.#verdicts.size;
  }

  /** Reads every chunk of a checkpoint. @throws CheckpointError `DAMAGED` for the first that is not whole. */
  async check(manifest: Manifest): Promise<void> {
    for (const [name, size] of checkLeaves(manifest, this.#chunks).sizes) {
      if (!this.#verdicts.has(name)) this.#verdicts.set(name, await this.#read(name, size));
      const failure = this.#verdicts.get(name);
      if (failure !== undefined) throw failure;
    }
  }

  async #read(name: string, size: number): Promise<unknown> {
    // One buffer for all: a look at a large store must not need its size in memory.
    if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
    this.bytes += size;
    try {
      await readChunk(this.#fileSystem, this.#folder, name, this.#buffer.subarray(0, size));
      return undefined;
    } catch (error) {
      return error;
    }
  }
}

/** Reads every manifest and every chunk of a run's folder. O(bytes); changes nothing. */
export async function verify(fileSystem: FileSystem, folder: string): Promise<VerifyReport> {
  const { manifests, rejected, others } = await readManifests(fileSystem, folder);
  const chunks = await listChunks(fileSystem, folder);
  const verifier = new ChunkVerifier(fileSystem, folder, chunks);
  const whole: number[] = [];
  const refused: RejectedCheckpoint[] = [...rejected];
  const needed = new Set<string>();
  for (const manifest of manifests) {
    chunksOf(manifest.tree, needed);
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
