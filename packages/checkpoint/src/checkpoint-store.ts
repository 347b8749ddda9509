import { checkWhole } from './check-whole.js';
import type { CheckpointInfo, CommitRequest, Committer, CommitterConfig, SweepResult } from './committer.js';
import { beginCopy, type CopyProgress, reportCopied } from './copy-progress.js';
import { type EncodedState, encodeTree } from './encode-tree.js';
import { CheckpointError } from './errors.js';
import type { FileSystem } from './file-system.js';
import { infoOf } from './info-of.js';
import { InlineCommitter } from './inline-committer.js';
import { listFolder } from './list-folder.js';
import { type LoadedCheckpoint, type LoadOptions, loadCheckpoint } from './load-checkpoint.js';
import { type Lock, takeLock } from './lock.js';
import { makeFolders } from './make-folders.js';
import type { JsonValue } from './manifest.js';
import type { Migrations } from './migrate.js';
import { listChunks, type RejectedCheckpoint, readManifests } from './read-manifests.js';
import { keepLast } from './retention/keep-last.js';
import type { RetentionRule } from './retention/rules.js';
import { planSnapshot, type SnapshotPlan, takeSnapshot } from './snapshot.js';
import { SnapshotBuffers } from './snapshot-buffers.js';
import { pieceBytes } from './state-digest.js';
import type { StateTree } from './state-tree.js';
import { ChunkVerifier, type VerifyReport, verify } from './verify.js';

/** How to open a run's folder. */
export interface CheckpointStoreOptions {
  readonly fileSystem: FileSystem;
  /** The run's folder. Made if it is to be written to. */
  readonly folder: string;
  /** `write` (default) takes the lock; `read` changes nothing, and is safe while another process writes. */
  readonly access?: 'read' | 'write';
  /**
   * From whom the lock may be taken over: `dead` (default) is a process of this host that is not running any more;
   * `any` is for where one knows better than the lock, as when a container was started again under another name. A
   * holder that still lives is stopped at its next save.
   */
  readonly takeOver?: 'dead' | 'any';
  /** Which checkpoints stay, default the last 5. What any rule keeps, stays; the newest always does. */
  readonly retention?: readonly RetentionRule[];
  /** Arrays are cut into pieces of this size, and those that did not change are not written again. Default 1 MiB. */
  readonly chunkBytes?: number;
  /** The version of the caller's tree, a whole number ≥ 1. Default 1. */
  readonly stateVersion?: number;
  /** How to bring trees of earlier versions to this one. */
  readonly migrations?: Migrations;
}

/** What to say about a state when it is saved. */
export interface SaveOptions {
  /** Names the checkpoint: how many examples have been learned from. A whole number ≥ 0. */
  readonly examples: number;
  /** For the people who open the file: it stands first. Numbers that JSON has no form for become null. */
  readonly summary?: JsonValue;
  /** How good the state is; for `load('best')` and `keepBest`. Left out of both if it is not finite. */
  readonly metric?: number;
}

/** A save that has been begun: the state has been copied, it may change. */
export interface PendingSave {
  readonly examples: number;
  /**
   * Settles when the checkpoint is durable. If a newer save took this one's place while it waited, with the newer one's
   * result (then `examples` there is larger than here). A rejection that nobody looks at ends no process: it surfaces
   * at the next `save` and in `close`.
   */
  readonly durable: Promise<CheckpointInfo>;
  /**
   * Settles when another save would take the place of none, and, if this state is large (over 32 MiB), when its copy is
   * not needed any more. Never rejects. Await that of the last save before the next one, not right after it: then the
   * training goes on in between.
   */
  readonly ready: Promise<void>;
}

// While a snapshot larger than this is being written, `ready` waits for its end, so that there is only one in memory.
const smallSnapshot = 32 * 1024 * 1024;

/** A save that waits or is being written. */
interface Job {
  readonly request: CommitRequest;
  readonly settle: ((result: Promise<CheckpointInfo>) => void)[];
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
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #retention: readonly RetentionRule[];
  readonly #chunkBytes: number;
  readonly #stateVersion: number;
  readonly #lock: Lock | undefined;
  readonly #committer: Committer | undefined;
  readonly #buffers: SnapshotBuffers = new SnapshotBuffers();
  #writing: Promise<void> | undefined;
  #waiting: Job | undefined;
  #writingBytes = 0;
  #room: (() => void)[] = [];
  #failure: unknown;
  #closed = false;

  private constructor(
    options: CheckpointStoreOptions,
    lock: Lock | undefined,
    committer: Committer | undefined,
  ) {
    this.#options = options;
    this.#fileSystem = options.fileSystem;
    this.#folder = options.folder;
    this.#retention = options.retention ?? [keepLast(5)];
    this.#chunkBytes = options.chunkBytes ?? pieceBytes;
    this.#stateVersion = options.stateVersion ?? 1;
    this.#lock = lock;
    this.#committer = committer;
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
    checkWhole('chunkBytes', options.chunkBytes ?? pieceBytes, 1);
    checkWhole('stateVersion', options.stateVersion ?? 1, 1);
    if (options.access === 'read') {
      await listFolder(fileSystem, folder);
      return new CheckpointStore({ ...options, folder }, undefined, undefined);
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
      return new CheckpointStore({ ...options, folder }, lock, committer);
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
    const committer = this.#committerFor('save');
    this.#surface();
    const { summary, metric } = options;
    const examples = checkWhole('examples', options.examples, 0);
    const state = encodeTree(tree);
    const byteLengths = state.sources.map(({ length }) => length);
    const plan = planSnapshot(byteLengths, this.#chunkBytes);
    const buffer = this.#buffers.take(plan.byteLength, committer.sharesMemory);
    // A thread that waits for work gets it before the copy and follows it; otherwise there is nobody to follow.
    const progress = committer.sharesMemory && this.#writing === undefined ? beginCopy() : undefined;
    if (progress === undefined) takeSnapshot(state, plan, buffer);
    const now = this.#fileSystem.now?.() ?? Number.NaN;
    const request: CommitRequest = {
      examples,
      summary,
      metric: Number.isFinite(metric) ? metric : undefined,
      savedAt: Number.isFinite(now) ? new Date(now).toISOString() : undefined,
      stateVersion: this.#stateVersion,
      chunkBytes: this.#chunkBytes,
      tree: state.tree,
      leaves: state.leaves,
      byteLengths,
      plan,
      buffer,
      progress,
    };
    const durable = new Promise<CheckpointInfo>((resolve) => {
      const displaced = this.#waiting;
      if (displaced !== undefined) this.#buffers.give(displaced.request.buffer);
      this.#waiting = { request, settle: [...(displaced?.settle ?? []), resolve] };
    });
    // The failure is kept and surfaces at the next call, so that an unread promise need not end the process.
    durable.catch(() => undefined);
    this.#writing ??= this.#drain(committer);
    const ready = new Promise<void>((resolve) => {
      this.#room.push(resolve);
    });
    if (progress !== undefined) copyWhileWriting(state, plan, buffer, progress);
    this.#announceRoom();
    return { examples, durable, ready };
  }

  /** Writes what waits until nothing does. Never rejects. */
  async #drain(committer: Committer): Promise<void> {
    while (this.#waiting !== undefined) {
      const { request, settle } = this.#waiting;
      this.#waiting = undefined;
      this.#writingBytes = request.plan.byteLength;
      this.#announceRoom();
      const committed = committer.commit(request).catch((error: unknown) => {
        throw this.#failed(request, error);
      });
      for (const resolve of settle) resolve(committed);
      try {
        await committed;
        await committer.sweep({ rules: this.#retention });
      } catch (error) {
        this.#failure ??= this.#failed(request, error);
      }
      this.#buffers.give(request.buffer);
      this.#writingBytes = 0;
      this.#announceRoom();
    }
    this.#writing = undefined;
  }

  #announceRoom(): void {
    if (this.#waiting !== undefined || this.#writingBytes > smallSnapshot) return;
    for (const resolve of this.#room.splice(0)) resolve();
  }

  #failed({ examples }: CommitRequest, error: unknown): CheckpointError {
    if (CheckpointError.is(error)) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new CheckpointError(
      'WRITE_FAILED',
      `checkpoint at ${examples} examples in ${this.#folder}: ${reason}; earlier checkpoints are whole`,
      { cause: error },
    );
  }

  #surface(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
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
    await this.#writing;
    return loadCheckpoint(this.#options, which, options);
  }

  /** Lists the checkpoints whose manifests are whole, the newest first, and those whose are not. Reads no arrays. */
  async list(): Promise<{ checkpoints: readonly CheckpointInfo[]; rejected: readonly RejectedCheckpoint[] }> {
    await this.#writing;
    const { manifests, rejected } = await listFolder(this.#fileSystem, this.#folder);
    return { checkpoints: manifests.map(infoOf), rejected };
  }

  /** Reads every byte of the folder and says what is whole. Changes nothing; works beside a writer. */
  async verify(): Promise<VerifyReport> {
    await this.#writing;
    await listFolder(this.#fileSystem, this.#folder);
    return verify(this.#fileSystem, this.#folder);
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
    const committer = this.#committerFor('prune');
    await this.#writing;
    this.#surface();
    const { manifests } = await listFolder(this.#fileSystem, this.#folder);
    const verifier = new ChunkVerifier(
      this.#fileSystem,
      this.#folder,
      await listChunks(this.#fileSystem, this.#folder),
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
    return committer.sweep({ rules: options.retention ?? this.#retention, protect, dryRun: options.dryRun });
  }

  /** Deletes every checkpoint of the folder, damaged ones too: for a run that replaces another. */
  async clear(): Promise<SweepResult> {
    const committer = this.#committerFor('clear');
    await this.#writing;
    this.#surface();
    return committer.sweep({ rules: [], everything: true });
  }

  #committerFor(action: string): Committer {
    if (this.#closed) throw new CheckpointError('CLOSED', `this store is closed; open it again to ${action}`);
    if (this.#committer === undefined) {
      throw new CheckpointError('READ_ONLY', `this store was opened with access 'read'; it cannot ${action}`);
    }
    return this.#committer;
  }

  /**
   * Waits for what is being written, gives the lock back, and throws what has failed and was not thrown yet. Safe to
   * call twice.
   */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      await this.#writing;
      await this.#committer?.close();
      await this.#lock?.release();
    }
    this.#surface();
  }
}

function copyWhileWriting(
  state: EncodedState,
  plan: SnapshotPlan,
  buffer: ArrayBufferLike,
  progress: CopyProgress,
): void {
  let outcome: 'all' | 'failed' = 'failed';
  try {
    takeSnapshot(state, plan, buffer, (bytes) => reportCopied(progress, bytes));
    outcome = 'all';
  } finally {
    reportCopied(progress, outcome);
  }
}
