import { CheckpointError } from '../checkpoint-error.js';
import { stateDigest } from '../digest/state-digest.js';
import { chunksOf, rowsOf } from '../folder/chunk.js';
import {
  type CheckpointInfo,
  FORMAT_VERSION,
  formatManifest,
  infoOf,
  type Manifest,
} from '../folder/manifest.js';
import { names } from '../folder/names.js';
import { readManifests } from '../folder/read-manifests.js';
import { writeRunName } from '../folder/run-name.js';
import { codeOf, type FileSystem, removeIfThere } from '../io/file-system.js';
import { writeDurably } from '../io/write-durably.js';
import { retain } from '../retention/retain.js';
import { ChunkFolder } from './chunk-folder.js';
import type { CommitRequest, Committer, CommitterConfig, SweepOptions, SweepResult } from './committer.js';
import { hashesOf, numberPieces, placeLeaf } from './place-leaf.js';
import { hasOwnPieces } from './snapshot.js';

/** What is remembered of a manifest in the folder. */
type Known = {
  readonly examples: number;
  readonly sequence: number;
  readonly metric?: number;
  readonly savedAt?: string;
  readonly chunks: ReadonlySet<string>;
};

/**
 * The commit protocol, the only code that writes to a run's folder:
 *
 * 1. each chunk that the folder does not have: temporary name, write, fsync, rename; one fsync of the chunks' folder;
 * 2. the manifest: temporary name, write, fsync, is the lock still ours?, rename, fsync of the run's folder, read back;
 * 3. acknowledge;
 * 4. only then `sweep`: manifests that no rule keeps, fsync of the folder, chunks that no manifest refers to any more.
 *
 * A cut anywhere leaves the last acknowledged checkpoint whole: until 2's rename nothing refers to what was written,
 * and until 4 nothing is deleted.
 */
export class InlineCommitter implements Committer {
  readonly sharesMemory = false;
  readonly #fileSystem: FileSystem;
  readonly #config: CommitterConfig;
  readonly #known: Map<number, Known> = new Map();
  /** Counts of manifests that cannot be read. They stay for people to look at, until their names are used again. */
  readonly #damaged: Set<number> = new Set();
  readonly #chunks: ChunkFolder;
  /** The hashes of the pieces of each large array in the last commit, by path. */
  #last: { readonly saveId: number; readonly hashes: ReadonlyMap<string, readonly string[]> } | undefined;
  #sequence = 0;
  #run: string;
  /** Why the last commit failed; undefined if it did not. */
  #failure: unknown;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(fileSystem: FileSystem, config: CommitterConfig, chunks: ChunkFolder) {
    this.#fileSystem = fileSystem;
    this.#config = config;
    this.#chunks = chunks;
    this.#run = config.run;
  }

  /** Continues a folder where its last writer left it: removes its temporary files, makes the rest durable. */
  static async open(fileSystem: FileSystem, config: CommitterConfig): Promise<InlineCommitter> {
    const chunks = await ChunkFolder.open(fileSystem, config.folder, config.epoch);
    const committer = new InlineCommitter(fileSystem, config, chunks);
    await committer.#recover();
    return committer;
  }

  async #recover(): Promise<void> {
    const { folder } = this.#config;
    const { manifests, rejected, others } = await readManifests(this.#fileSystem, folder);
    for (const name of others) {
      if (names.isTemporary(name)) await this.#fileSystem.remove(`${folder}/${name}`);
    }
    for (const { code, examples, file, reason } of rejected) {
      // Its chunks are not known, so that a sweep would delete them: better to stop than to eat a checkpoint.
      if (code !== 'DAMAGED') throw new CheckpointError('FORMAT', `${folder}/${file}: ${reason}`);
      this.#damaged.add(examples);
    }
    for (const manifest of manifests) this.#remember(manifest);
    // The newest last: of two chunks with the same piece, its own stays longer.
    for (const { chunks } of manifests.toReversed()) {
      for (const chunk of chunksOf(chunks)) this.#chunks.know(chunk);
    }
    // As with the chunks, which are durable already: what a manifest refers to comes before it.
    await this.#fileSystem.syncFolder(folder);
  }

  #remember(manifest: Manifest): void {
    const { examples, sequence, metric, savedAt, chunks } = manifest;
    this.#damaged.delete(examples);
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#known.set(examples, {
      examples,
      sequence,
      chunks: new Set(Object.keys(chunks)),
      ...(metric !== undefined && { metric }),
      ...(savedAt !== undefined && { savedAt }),
    });
  }

  commit(request: CommitRequest): Promise<CheckpointInfo> {
    return this.#inTurn(async () => {
      try {
        const info = await this.#commit(request);
        this.#failure = undefined;
        return info;
      } catch (error) {
        this.#failure ??= error;
        throw error;
      }
    });
  }

  sweep(options: SweepOptions): Promise<SweepResult> {
    return this.#inTurn(() => this.#sweep(options));
  }

  /** One thing at a time: a sweep must not delete what a commit has just found to be there. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #commit(request: CommitRequest): Promise<CheckpointInfo> {
    const known = this.#knownPieces(request);
    // Whatever fails from here on: the next commit must not build on it.
    this.#last = undefined;
    const { newBytes, hashes, chunks } = await this.#chunks.write(request, known);
    const { folder, epoch } = this.#config;
    const { tree, leaves, plan, examples } = request;
    const numbers = numberPieces(chunks);
    const arrayHashes = leaves.map((leaf, index) => placeLeaf(leaf, index, request, hashes, numbers));
    const manifest: Manifest = {
      format: 'graph-checkpoint',
      version: FORMAT_VERSION,
      run: this.#run,
      examples,
      ...(request.summary !== undefined && { summary: request.summary }),
      ...(request.metric !== undefined && { metric: request.metric }),
      ...(request.savedAt !== undefined && { savedAt: request.savedAt }),
      stateDigest: stateDigest(tree, leaves, arrayHashes),
      sequence: this.#sequence + 1,
      epoch,
      stateBytes: plan.byteLength,
      newBytes,
      stateVersion: request.stateVersion,
      chunkBytes: request.chunkBytes,
      chunks: Object.fromEntries(chunks.map((chunk) => [chunk.name, rowsOf(chunk)])),
      tree,
    };
    const bytes = formatManifest(manifest);
    const file = names.manifest(examples);
    const path = `${folder}/${file}`;
    await writeDurably(this.#fileSystem, `${folder}/${names.temporary(file, epoch)}`, path, [bytes], () =>
      this.#fence(),
    );
    this.#remember(manifest);
    await this.#fileSystem.syncFolder(folder);
    const back = await this.#fileSystem.read(path);
    if (!isSame(back, bytes))
      throw new CheckpointError('WRITE_FAILED', `${path}: what was read back is not what was written`);
    const own = new Map<string, readonly string[]>();
    for (const [leaf, bytes] of request.byteLengths.entries())
      if (hasOwnPieces(bytes, request.chunkBytes))
        own.set(request.paths[leaf]!, hashesOf(request, leaf, hashes));
    this.#last = { saveId: request.saveId, hashes: own };
    return infoOf(manifest);
  }

  /** The hashes of the pieces that a request leaves out, by piece, since they are as in the commit before. */
  #knownPieces({ saveId, unchanged, paths, plan }: CommitRequest): ReadonlyMap<number, string> {
    const known = new Map<number, string>();
    if (unchanged.length === 0) return known;
    const wanted = new Set(unchanged);
    for (const [leaf, path] of paths.entries()) {
      const hashes = this.#last?.saveId === saveId - 1 ? this.#last.hashes.get(path) : undefined;
      const first = plan.firstPiece[leaf]!;
      for (let at = 0; at < plan.pieceCount[leaf]!; at += 1) {
        const hash = hashes?.[at];
        if (hash !== undefined && wanted.has(first + at)) known.set(first + at, hash);
      }
    }
    if (known.size !== unchanged.length) {
      // Whoever looks at this save only is to learn why.
      if (CheckpointError.is(this.#failure)) throw this.#failure;
      const cause = this.#failure;
      const reason = cause instanceof Error ? ` (${cause.message})` : '';
      throw new CheckpointError(
        'WRITE_FAILED',
        `the save before this one failed${reason}, and this one holds only what changed since`,
        { cause },
      );
    }
    return known;
  }

  /** Stops this writer if another has taken the folder over. */
  async #fence(): Promise<void> {
    const { folder, lockText } = this.#config;
    if (lockText === undefined) return;
    let found: string;
    try {
      found = new TextDecoder().decode(await this.#fileSystem.read(`${folder}/${names.lock}`));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      const gone = `${folder}/${names.lock} is gone: this process may no longer write there`;
      throw new CheckpointError('LOCK_LOST', gone, { cause: error });
    }
    if (found !== lockText)
      throw new CheckpointError('LOCK_LOST', `${folder} was taken over by another process${holderOf(found)}`);
  }

  async #sweep({ rules, protect, everything, dryRun }: SweepOptions): Promise<SweepResult> {
    const { folder } = this.#config;
    if (everything === true && dryRun !== true) this.#last = undefined;
    const kept = everything === true ? new Set<number>() : retain([...this.#known.values()], rules);
    for (const examples of protect ?? []) kept.add(examples);
    const removedCheckpoints = [...this.#known.keys()].filter((examples) => !kept.has(examples));
    if (everything === true) for (const examples of this.#damaged) removedCheckpoints.push(examples);
    const needed = new Set<string>();
    for (const { examples, chunks } of this.#known.values()) {
      if (kept.has(examples)) for (const name of chunks) needed.add(name);
    }
    const unneeded = this.#chunks.unneeded(needed);
    if (dryRun !== true && removedCheckpoints.length + unneeded.names.length > 0) {
      await this.#fence();
      for (const examples of removedCheckpoints) {
        await removeIfThere(this.#fileSystem, `${folder}/${names.manifest(examples)}`);
        this.#known.delete(examples);
        this.#damaged.delete(examples);
      }
      // A manifest that came back after a power cut would miss its chunks.
      if (removedCheckpoints.length > 0) await this.#fileSystem.syncFolder(folder);
      await this.#chunks.remove(unneeded.names);
    }
    if (everything === true && dryRun !== true) {
      await this.#fence();
      this.#run = this.#config.nextRun;
      await writeRunName(this.#fileSystem, folder, this.#run, this.#config.epoch);
    }
    return {
      removedCheckpoints,
      removedChunks: unneeded.names.length,
      removedBytes: unneeded.bytes,
    };
  }

  async close(): Promise<void> {}
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** Who holds a lock of this text, as far as it says. */
function holderOf(text: string): string {
  try {
    const { pid, host } = JSON.parse(text) as { pid?: unknown; host?: unknown };
    if (typeof pid === 'number' && typeof host === 'string') return `: process ${pid} on ${host}`;
  } catch {
    // Something that is no lock of ours.
  }
  return '';
}
