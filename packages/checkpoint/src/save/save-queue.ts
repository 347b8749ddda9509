import type { StateTree } from '@graph/core';
import { CheckpointError } from '../checkpoint-error.js';
import { DEFAULT_CHUNK_BYTES } from '../digest/piece-size.js';
import type { CheckpointInfo } from '../folder/manifest.js';
import type { RetentionRule } from '../retention/rules.js';
import { type EncodedState, encodeTree } from '../tree/encode-tree.js';
import type { CommitRequest, Committer } from './committer.js';
import { beginCopy, type CopyProgress, reportCopied } from './copy-progress.js';
import { hasOwnPieces, planSnapshot, takeSnapshot } from './snapshot.js';
import { SnapshotBuffers } from './snapshot-buffers.js';
import { type ChangedRanges, unchangedPieces } from './unchanged-pieces.js';

/** A save that has been begun: the state has been copied, it may change. */
export type PendingSave = {
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
   * training continues in between.
   */
  readonly ready: Promise<void>;
};

/** What a request says beside the state. */
export type SaveDescription = Pick<
  CommitRequest,
  'examples' | 'summary' | 'metric' | 'savedAt' | 'stateVersion' | 'chunkBytes'
>;

// While a snapshot larger than this is being written, `ready` waits for its end, so that there is only one in memory.
const SMALL_SNAPSHOT = 32 * 1024 * 1024;

const NOTHING: ReadonlyMap<string, number> = new Map();

/** A save that waits or is being written. */
type Job = {
  readonly request: CommitRequest;
  readonly settle: ((result: Promise<CheckpointInfo>) => void)[];
};

/**
 * Takes snapshots and hands them to a committer, one at a time. One more may wait; a third takes its place, so that the
 * newest is never the one that is dropped.
 */
export class SaveQueue {
  readonly #committer: Committer;
  readonly #folder: string;
  readonly #retention: readonly RetentionRule[];
  readonly #buffers: SnapshotBuffers = new SnapshotBuffers();
  /** Bytes of each large array at the last save, by path; empty where the next one cannot build on it. */
  #last: ReadonlyMap<string, number> = NOTHING;
  #saveId = 0;
  #writing: Promise<void> | undefined;
  #waiting: Job | undefined;
  #writingBytes = 0;
  #room: (() => void)[] = [];
  #failure: unknown;

  constructor(committer: Committer, folder: string, retention: readonly RetentionRule[]) {
    this.#committer = committer;
    this.#folder = folder;
    this.#retention = retention;
  }

  /** Settles when nothing is being written. Never rejects. */
  get idle(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Copies a state and lets it be written, see `CheckpointStore.save`. */
  push(tree: StateTree, description: SaveDescription, changed: ChangedRanges = {}): PendingSave {
    const committer = this.#committer;
    const state = encodeTree(tree);
    const byteLengths = state.sources.map(({ length }) => length);
    const plan = planSnapshot(byteLengths, description.chunkBytes);
    const arrays = { paths: state.paths, byteLengths };
    // One that waits will not be written: then what it had changed has to be looked at again.
    const base =
      this.#waiting === undefined && description.chunkBytes === DEFAULT_CHUNK_BYTES ? this.#last : NOTHING;
    const unchanged = unchangedPieces(arrays, plan, changed, base);
    this.#last = ownLengths(state.paths, byteLengths);
    this.#saveId += 1;
    const buffer = this.#buffers.take(plan.byteLength, committer.sharesMemory);
    // A thread that waits for work gets it before the copy and follows it; otherwise there is nobody to follow.
    const progress = committer.sharesMemory && this.#writing === undefined ? beginCopy() : undefined;
    if (progress === undefined) takeSnapshot(state, plan, buffer, unchanged);
    const request: CommitRequest = {
      ...description,
      tree: state.tree,
      leaves: state.leaves,
      byteLengths,
      paths: state.paths,
      plan,
      saveId: this.#saveId,
      unchanged,
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
    this.#writing ??= this.#drain();
    if (progress !== undefined) copyWhileWriting(state, request, progress);
    const ready = new Promise<void>((resolve) => {
      this.#room.push(resolve);
    });
    this.#announceRoom();
    return { examples: description.examples, durable, ready };
  }

  /** Writes what waits until nothing does. Never rejects. */
  async #drain(): Promise<void> {
    const committer = this.#committer;
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
        this.forget();
      }
      this.#buffers.give(request.buffer);
      this.#writingBytes = 0;
      this.#announceRoom();
    }
    this.#writing = undefined;
  }

  #announceRoom(): void {
    if (this.#waiting !== undefined || this.#writingBytes > SMALL_SNAPSHOT) return;
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

  /** Makes the next save look at every byte again. */
  forget(): void {
    this.#last = NOTHING;
  }

  /** Throws what has failed and was not thrown yet. */
  surface(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}

/** Returns the lengths of the arrays that are not too small for `changed` to spare work: a state may have a million. */
function ownLengths(paths: readonly string[], byteLengths: readonly number[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const [leaf, bytes] of byteLengths.entries())
    if (hasOwnPieces(bytes)) lengths.set(paths[leaf]!, bytes);
  return lengths;
}

function copyWhileWriting(
  state: EncodedState,
  { plan, buffer, unchanged }: CommitRequest,
  progress: CopyProgress,
): void {
  let outcome: 'all' | 'failed' = 'failed';
  try {
    takeSnapshot(state, plan, buffer, unchanged, (bytes) => reportCopied(progress, bytes));
    outcome = 'all';
  } finally {
    reportCopied(progress, outcome);
  }
}
