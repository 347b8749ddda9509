import type { CheckpointInfo, JsonValue } from '../folder/manifest.js';
import type { FileSystem } from '../io/file-system.js';
import type { RetentionRule } from '../retention/rules.js';
import type { ArrayLeaf, EncodedValue } from '../tree/encode-tree.js';
import type { CopyProgress } from './copy-progress.js';
import type { SnapshotPlan } from './snapshot.js';

/** What a committer is told once. */
export type CommitterConfig = {
  readonly folder: string;
  /** The exact text of the LOCK that must still be there when a commit happens; undefined without a lock. */
  readonly lockText: string | undefined;
  readonly epoch: number;
  /** Which run the folder is of, and how the one is called that replaces it. */
  readonly run: string;
  readonly nextRun: string;
};

/** One checkpoint to commit: everything in it is owned by the committer until it is done. */
export type CommitRequest = {
  readonly examples: number;
  readonly summary?: JsonValue | undefined;
  readonly metric?: number | undefined;
  readonly savedAt?: string | undefined;
  readonly stateVersion: number;
  readonly chunkBytes: number;
  readonly tree: { readonly [key: string]: EncodedValue };
  /** The same objects as in `tree`. */
  readonly leaves: readonly ArrayLeaf[];
  readonly byteLengths: readonly number[];
  /** The path of each leaf in the tree. */
  readonly paths: readonly string[];
  readonly plan: SnapshotPlan;
  readonly buffer: ArrayBufferLike;
  /** Tells the requests of a queue apart. */
  readonly saveId: number;
  /** Pieces that are not in the buffer, since they are as they were in the request `saveId - 1`. */
  readonly unchanged: readonly number[];
  /** Where the buffer is still being filled by another thread: how far it is. */
  readonly progress?: CopyProgress | undefined;
};

/** What to keep in a sweep. */
export type SweepOptions = {
  readonly rules: readonly RetentionRule[];
  /** Kept in any case, by their counts of examples. */
  readonly protect?: readonly number[] | undefined;
  /** Deletes every checkpoint, whatever the rules, also the newest and those that are damaged. */
  readonly everything?: boolean | undefined;
  /** Only tell what would be deleted. */
  readonly dryRun?: boolean | undefined;
};

/** What was deleted, or with `dryRun` would be. */
export type SweepResult = {
  /** By their counts of examples. */
  readonly removedCheckpoints: readonly number[];
  readonly removedChunks: number;
  /** Of the chunks. */
  readonly removedBytes: number;
};

/** Writes checkpoints, one after another: in this thread, or in another that does the same. */
export type Committer = {
  /** Whether snapshots have to be in shared memory, since another thread reads them. */
  readonly sharesMemory: boolean;
  commit(request: CommitRequest): Promise<CheckpointInfo>;
  /**
   * Deletes what no rule keeps. Call it only when the newest checkpoint is known to be whole, as after a commit, or
   * with the newest that is in `protect`.
   */
  sweep(options: SweepOptions): Promise<SweepResult>;
  close(): Promise<void>;
};

/** A file system that may offer a committer in another thread. */
export type ThreadedFileSystem = FileSystem & {
  /** Opens the committer; undefined where no thread can be started. */
  openCommitter?(config: CommitterConfig): Promise<Committer | undefined>;
};
