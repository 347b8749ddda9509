import type { StateTree } from '@graph/core';
import { check } from './check.js';
import { CheckpointError } from './checkpoint-error.js';
import { type CheckpointInfo, infoOf, type JsonValue } from './folder/manifest.js';
import { listFolder, type RejectedCheckpoint } from './folder/read-manifests.js';
import { type LoadedCheckpoint, type LoadOptions, loadCheckpoint } from './load/load-checkpoint.js';
import { newestWhole, type VerifyReport, verify } from './load/verify.js';
import type { SweepResult } from './save/committer.js';
import type { PendingSave } from './save/save-queue.js';
import { openWriter, type Writer } from './save/writer.js';
import {
  type CheckpointStoreOptions,
  checkPrune,
  checkSave,
  type PruneOptions,
  type SaveOptions,
  type Settings,
  settingsOf,
} from './store-options.js';

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
  readonly #settings: Settings;
  readonly #writer: Writer | undefined;
  #run: string | undefined;
  #closed = false;

  private constructor(settings: Settings, writer: Writer | undefined) {
    this.#settings = settings;
    this.#writer = writer;
    this.#run = writer?.run;
  }

  /**
   * The name of the run, which each of its checkpoints says: two runs never have the same. `clear` begins another. Undefined
   * with `access: 'read'`.
   */
  get run(): string | undefined {
    return this.#run;
  }

  /**
   * Opens a run's folder.
   *
   * @throws CheckpointError `LOCKED` if another process writes there.
   * @throws CheckpointError `NOT_FOUND` if it is to be read and there is no such folder.
   * @throws CheckpointError `FORMAT` if it holds checkpoints of a newer release.
   * @throws CheckpointError `OPTION` if an option is unknown or outside its range.
   */
  static async open(options: CheckpointStoreOptions): Promise<CheckpointStore> {
    const settings = settingsOf(options);
    if (settings.access === 'read') {
      await listFolder(settings.fileSystem, settings.folder);
      return new CheckpointStore(settings, undefined);
    }
    return new CheckpointStore(settings, await openWriter(settings, globalThis.crypto.randomUUID()));
  }

  /**
   * Copies a state and begins to write it. Returns when the copy is taken: you may train on.
   *
   * At most one save is being written and one waits. A save that comes while one waits takes its place: the newest
   * state is never the one that is dropped. If you want every checkpoint on disk, await the last one's `ready` first.
   * Saving again at the same count replaces that checkpoint in one step.
   *
   * @throws CheckpointError `STATE` if the tree cannot be restored exactly; nothing is saved then, as with the others.
   * @throws CheckpointError `OPTION` if an option is unknown or outside its range.
   * @throws CheckpointError `WRITE_FAILED` if an earlier save failed and this is the first call since.
   * @throws CheckpointError `CLOSED`, `READ_ONLY`.
   */
  save(tree: StateTree, options: SaveOptions): PendingSave {
    const { queue } = this.#writerFor('save');
    queue.surface();
    checkSave(options);
    const { fileSystem, stateVersion, chunkBytes } = this.#settings;
    const { examples, summary, metric, changed } = options;
    const now = fileSystem.now?.() ?? Number.NaN;
    const description = {
      examples,
      summary: summary === undefined ? undefined : copyOf(summary),
      metric: Number.isFinite(metric) ? metric : undefined,
      savedAt: Number.isFinite(now) ? new Date(now).toISOString() : undefined,
      stateVersion,
      chunkBytes,
    };
    return queue.push(tree, description, changed);
  }

  /**
   * Reads a checkpoint back: the newest whole one, the best whole one, or the one at a count.
   *
   * @throws CheckpointError `NOT_FOUND` if there is none.
   * @throws CheckpointError `DAMAGED` if there are some but none (or not the one that was asked for) is whole, with every
   * reason in the message.
   * @throws CheckpointError `MISMATCH` if it is not `like` what was given, or has no path of `only`.
   * @throws CheckpointError `FORMAT` if there is no way to migrate it.
   * @throws CheckpointError `OPTION` if an option is unknown or outside its range.
   */
  async load(
    which: number | 'newest' | 'best' = 'newest',
    options: LoadOptions = {},
  ): Promise<LoadedCheckpoint> {
    await this.#writer?.queue.idle;
    return loadCheckpoint(this.#settings, which, options);
  }

  /** Lists the checkpoints whose manifests are whole, the newest first, and those whose are not. Reads no arrays. */
  async list(): Promise<{ checkpoints: readonly CheckpointInfo[]; rejected: readonly RejectedCheckpoint[] }> {
    await this.#writer?.queue.idle;
    const { manifests, rejected } = await listFolder(this.#settings.fileSystem, this.#settings.folder);
    return { checkpoints: manifests.map(infoOf), rejected };
  }

  /** Reads every byte of the folder and tells what is whole. Changes nothing; works beside a writer. */
  async verify(): Promise<VerifyReport> {
    await this.#writer?.queue.idle;
    await listFolder(this.#settings.fileSystem, this.#settings.folder);
    return verify(this.#settings.fileSystem, this.#settings.folder);
  }

  /**
   * Deletes the checkpoints that no rule keeps, and chunks that no checkpoint refers to. The newest whole checkpoint
   * is kept, whatever the rules: it is read first. Nothing that the store did not write is deleted.
   *
   * @throws CheckpointError as `save` does, except `STATE`.
   */
  async prune(options: PruneOptions = {}): Promise<SweepResult> {
    const { committer, queue } = this.#writerFor('prune');
    checkPrune(options);
    await queue.idle;
    queue.surface();
    const newest = await newestWhole(this.#settings.fileSystem, this.#settings.folder);
    return committer.sweep({
      rules: options.retention ?? this.#settings.retention,
      protect: newest === undefined ? [] : [newest],
      dryRun: options.dryRun,
    });
  }

  /** Deletes every checkpoint of the folder, damaged ones too: for a run that replaces another. */
  async clear(): Promise<SweepResult> {
    const { committer, queue, nextRun } = this.#writerFor('clear');
    await queue.idle;
    queue.surface();
    queue.forget();
    const result = await committer.sweep({ rules: [], everything: true });
    this.#run = nextRun;
    return result;
  }

  #writerFor(action: string): Writer {
    if (this.#closed) throw new CheckpointError('CLOSED', `this store is closed; open it again to ${action}`);
    if (this.#writer === undefined)
      throw new CheckpointError('READ_ONLY', `this store was opened with access 'read'; it cannot ${action}`);
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

/** Copies a summary as JSON would keep it: it is written later, when the caller's may be another. */
function copyOf(summary: JsonValue): JsonValue {
  try {
    return JSON.parse(JSON.stringify(summary)) as JsonValue;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw check.error(`summary cannot be written as JSON: ${reason}`);
  }
}
