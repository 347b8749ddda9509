import type { Batch } from './batch.js';

/** A batch that a memory has filled: its rows' ids, and if it has them their importance weights. */
export type RehearsalBatch = Batch & {
  /** `[capacity]`, by which the memory knows the rows again. */
  readonly ids: Float64Array;
  /** `[capacity]`, factors of the rows' losses that make up for how they were drawn; without: 1. */
  readonly weights?: Float32Array;
};

/**
 * What an `OnlineLearner` needs of a memory. Ten lines over arrays are enough; `ReplayMemory` of `@graph/replay`
 * satisfies it too.
 */
export interface RehearsalMemory {
  /** Rows in it now. */
  readonly size: number;
  /** Copies the rows of a batch into the memory. */
  add(rows: Batch): unknown;
  /**
   * Refills `batch` from row 0 with `count` rows (fewer if it has fewer), sets `batch.size`, and returns it; rows
   * behind them stay as they are. `strategy` is
   * what `OnlineLearnerOptions.consolidationStrategy` says, when consolidating.
   */
  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number;
  /** Makes a batch that `sample` can fill. Without it the learner makes a plain one. */
  createBatch?(capacity: number): RehearsalBatch;
  /** Learns the new losses of the first `count` rows of `ids`. */
  updatePriorities?(ids: Float64Array, priorities: Float32Array, count: number): unknown;
}
