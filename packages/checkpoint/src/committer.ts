import type { CopyProgress } from './copy-progress.js';
import type { ArrayLeaf, EncodedValue } from './encode-tree.js';
import type { JsonValue, Manifest } from './manifest.js';
import type { RetentionRule } from './retention/rules.js';
import type { SnapshotPlan } from './snapshot.js';

/** What a committer is told once. */
export interface CommitterConfig {
  readonly folder: string;
  /** The exact text of the LOCK that must still be there when a commit happens; undefined without a lock. */
  readonly lockText: string | undefined;
  readonly epoch: number;
}

/** One checkpoint to commit: everything in it is owned by the committer until it is done. */
export interface CommitRequest {
  readonly examples: number;
  readonly summary?: JsonValue | undefined;
  readonly metric?: number | undefined;
  readonly savedAt?: string | undefined;
  readonly stateVersion: number;
  readonly chunkBytes: number;
  readonly tree: { readonly [key: string]: EncodedValue };
  /** The same objects that stand in `tree`. */
  readonly leaves: readonly ArrayLeaf[];
  readonly byteLengths: readonly number[];
  /** Where each leaf stands in the tree. */
  readonly paths: readonly string[];
  readonly plan: SnapshotPlan;
  readonly buffer: ArrayBufferLike;
  /** Tells the requests of a queue apart. */
  readonly saveId: number;
  /** Pieces that are not in the buffer, since they are as they were in the request `saveId - 1`. */
  readonly unchanged: readonly number[];
  /** Where the buffer is still being filled by another thread: how far it is. */
  readonly progress?: CopyProgress | undefined;
}

/** A manifest without its tree and where its bytes are. */
export type CheckpointInfo = Omit<Manifest, 'tree' | 'chunks' | 'format'> & {
  /** The name of the manifest's file in the run's folder. */
  readonly file: string;
};

/** What to keep in a sweep. */
export interface SweepOptions {
  readonly rules: readonly RetentionRule[];
  /** Kept in any case, by their counts of examples. */
  readonly protect?: readonly number[] | undefined;
  /** Deletes every checkpoint, whatever the rules, also the newest and those that are damaged. */
  readonly everything?: boolean | undefined;
  /** Only say what would go away. */
  readonly dryRun?: boolean | undefined;
}

/** What went away. */
export interface SweepResult {
  readonly removedCheckpoints: readonly number[];
  readonly removedChunks: number;
  readonly removedBytes: number;
}

/** Writes checkpoints, one after another: in this thread, or in another that does the same. */
export interface Committer {
  /** Says that snapshots have to be in shared memory, since another thread reads them. */
  readonly sharesMemory: boolean;
  commit(request: CommitRequest): Promise<CheckpointInfo>;
  /**
   * Deletes what no rule keeps. Call it only when the newest checkpoint is known to be whole, as after a commit, or
   * with the newest that is in `protect`.
   */
  sweep(options: SweepOptions): Promise<SweepResult>;
  close(): Promise<void>;
}
