import { checkWhole } from './check-whole.js';
import type { CheckpointInfo, Committer, CommitterConfig, SweepResult } from './committer.js';
import { CheckpointError } from './errors.js';
import { infoOf } from './info-of.js';
import { InlineCommitter } from './inline-committer.js';
import { listFolder } from './list-folder.js';
import { type LoadedCheckpoint, type LoadOptions, loadCheckpoint } from './load-checkpoint.js';
import { type Lock, takeLock } from './lock.js';
import { makeFolders } from './make-folders.js';
import { defaultChunkBytes } from './piece-size.js';
import { listChunks, type RejectedCheckpoint, readManifests } from './read-manifests.js';
import { keepLast } from './retention/keep-last.js';
import type { RetentionRule } from './retention/rules.js';
import { type PendingSave, SaveQueue } from './save-queue.js';
import type { StateTree } from './state-tree.js';
import type { CheckpointStoreOptions, SaveOptions } from './store-options.js';
import { ChunkVerifier, type VerifyReport, verify } from './verify.js';

/** What a store that may write has. */
interface Writer {
  readonly lock: Lock;
  readonly committer: Committer;
  readonly queue: SaveQueue;
}

function retentionOf({ retention }: CheckpointStoreOptions): readonly RetentionRule[] {
  return retention ?? [keepLast(5)];
}

/**
 * Saves the state of a training run so that the newest acknowledged checkpoint survives any crash, and restores it
 * bit for bit.
 *
 * @example
 * const store = await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder: 'run-1' });
 * await store.save(learner.state(), { examples: 1000 }).durable;
 * const { tree } = await store.load();
 * await store.close();
 */
export class CheckpointStore {
  readonly #options: CheckpointStoreOptions;
  readonly #writer: Writer | undefined;
  #closed = false;

  private constructor(options: CheckpointStoreOptions, writer: Writer | undefined) {
    this.#options = options;
    this.#writer = writer;
  }

  /**
   * Opens a run's folder.
   *
   * @throws CheckpointError `LOCKED` if another process writes there, `NOT_FOUND` if it is to be read and is not there,
   * `FORMAT` if it holds checkpoints of a newer release, `OPTIONS`.
   */
  static async open(options: CheckpointStoreOptions): Promise<CheckpointStore> {
    const { fileSystem } = options;
    const folder = options.folder.replace(/(?<=.)\/+$/, '');
    if (folder === '') throw new CheckpointError('OPTIONS', 'folder is empty; wanted the path of a folder');
    checkWhole('chunkBytes', options.chunkBytes ?? defaultChunkBytes, 1);
    checkWhole('stateVersion', options.stateVersion ?? 1, 1);
    if (options.access === 'read') {
      await listFolder(fileSystem, folder);
      return new CheckpointStore({ ...options, folder }, undefined);
    }
    await makeFolders(fileSystem, folder);
    const { manifests } = await readManifests(fileSystem, folder);
    const leastEpoch = manifests.reduce((most, { epoch }) => Math.max(most, epoch), 0) + 1;
    const token = globalThis.crypto.randomUUID();
    const lock = await takeLock(fileSystem, folder, {
      leastEpoch,
      token,
      takeOver: options.takeOver ?? 'dead',
    });
    const config: CommitterConfig = { folder, lockText: lock.text, epoch: lock.epoch };
    try {
      const committer =
        (await fileSystem.openCommitter?.(config)) ?? (await InlineCommitter.open(fileSystem, config));
      const queue = new SaveQueue(committer, folder, retentionOf(options));
      return new CheckpointStore({ ...options, folder }, { lock, committer, queue });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Copies a state and begins to write it. Returns when the copy is taken: the caller may train on.
   *
   * At most one save is being written and one waits. A save that comes while one waits takes its place: the newest
   * state is never the one that is dropped. Who wants every checkpoint on disk awaits the last one's `ready` first.
   * Saving again at the same count replaces that checkpoint in one step.
   *
   * @throws CheckpointError `STATE` if the tree cannot be restored exactly; `WRITE_FAILED` if an earlier save failed
   * and this is the first call since; `CLOSED`, `READ_ONLY`. Nothing is saved then.
   */
  save(tree: StateTree, options: SaveOptions): PendingSave {
    const { queue } = this.#writerFor('save');
    queue.surface();
    const { summary, metric } = options;
    const now = this.#options.fileSystem.now?.() ?? Number.NaN;
    const description = {
      examples: checkWhole('examples', options.examples, 0),
      summary,
      metric: Number.isFinite(metric) ? metric : undefined,
      savedAt: Number.isFinite(now) ? new Date(now).toISOString() : undefined,
      stateVersion: this.#options.stateVersion ?? 1,
      chunkBytes: this.#options.chunkBytes ?? defaultChunkBytes,
    };
    return queue.push(tree, description, options.changed);
  }

  /**
   * Reads a checkpoint back: the newest whole one, the best whole one, or the one at a count.
   *
   * @throws CheckpointError `MISMATCH` if it is not `like` what was given, `FORMAT` if there is no way to migrate it,
   * `NOT_FOUND` if there is none, `DAMAGED` if there are some but none is whole (or the one that
   * was asked for is not), with every reason in the message.
   */
  async load(
    which: number | 'newest' | 'best' = 'newest',
    options: LoadOptions = {},
  ): Promise<LoadedCheckpoint> {
    await this.#writer?.queue.idle;
    return loadCheckpoint(this.#options, which, options);
  }

  /** Lists the checkpoints whose manifests are whole, the newest first, and those whose are not. Reads no arrays. */
  async list(): Promise<{ checkpoints: readonly CheckpointInfo[]; rejected: readonly RejectedCheckpoint[] }> {
    await this.#writer?.queue.idle;
    const { manifests, rejected } = await listFolder(this.#options.fileSystem, this.#options.folder);
    return { checkpoints: manifests.map(infoOf), rejected };
  }

  /** Reads every byte of the folder and says what is whole. Changes nothing; works beside a writer. */
  async verify(): Promise<VerifyReport> {
    await this.#writer?.queue.idle;
    await listFolder(this.#options.fileSystem, this.#options.folder);
    return verify(this.#options.fileSystem, this.#options.folder);
  }

  /**
   * Deletes the checkpoints that no rule keeps, and chunks that no checkpoint refers to. The newest whole checkpoint
   * stays, whatever the rules: it is read first. Nothing that the store did not write is deleted.
   *
   * @param options.retention - the store's rules if left out.
   * @param options.dryRun - only say what would go.
   */
  async prune(
    options: { readonly retention?: readonly RetentionRule[]; readonly dryRun?: boolean } = {},
  ): Promise<SweepResult> {
    const { committer, queue } = this.#writerFor('prune');
    await queue.idle;
    queue.surface();
    const { manifests } = await listFolder(this.#options.fileSystem, this.#options.folder);
    const verifier = new ChunkVerifier(
      this.#options.fileSystem,
      this.#options.folder,
      await listChunks(this.#options.fileSystem, this.#options.folder),
      manifests,
    );
    const protect: number[] = [];
    for (const manifest of manifests) {
      try {
        await verifier.check(manifest);
        protect.push(manifest.examples);
        break;
      } catch (error) {
        if (!CheckpointError.is(error)) throw error;
      }
    }
    return committer.sweep({
      rules: options.retention ?? retentionOf(this.#options),
      protect,
      dryRun: options.dryRun,
    });
  }

  /** Deletes every checkpoint of the folder, damaged ones too: for a run that replaces another. */
  async clear(): Promise<SweepResult> {
    const { committer, queue } = this.#writerFor('clear');
    await queue.idle;
    queue.surface();
    queue.forget();
    return committer.sweep({ rules: [], everything: true });
  }

  #writerFor(action: string): Writer {
    if (this.#closed) throw new CheckpointError('CLOSED', `this store is closed; open it again to ${action}`);
    if (this.#writer === undefined) {
      throw new CheckpointError('READ_ONLY', `this store was opened with access 'read'; it cannot ${action}`);
    }
    return this.#writer;
  }

  /**
   * Waits for what is being written, gives the lock back, and throws what has failed and was not thrown yet. Safe to
   * call twice.
   */
  async close(): Promise<void> {
    const writer = this.#writer;
    if (!this.#closed && writer !== undefined) {
      this.#closed = true;
      await writer.queue.idle;
      await writer.committer.close();
      await writer.lock.release();
    }
    this.#closed = true;
    writer?.queue.surface();
  }
}
