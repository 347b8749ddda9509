import type { Batch } from '@graph/core';
import type { RememberedRows } from './learner-batch.js';

/** A batch that a memory has filled: its rows' ids, and if it has them their importance weights. */
export type RehearsalBatch = Batch & {
  /** `[capacity]`, by which the memory knows the rows again. */
  readonly ids: Float64Array;
  /** `[capacity]`, factors of the rows' losses that make up for how they were drawn; without: 1. */
  readonly weights?: Float32Array;
};

/**
 * What an `OnlineLearner` needs of a memory. Ten lines over arrays are enough; `ReplayMemory` of `@graph/replay` is one
 * too, if its schema has float32 fields `inputs` and `targets`. The suite `rehearsalMemoryContract` of
 * `@graph/learner/contract` tells whether your own does what it must.
 */
export interface RehearsalMemory {
  /** Rows in it now. */
  readonly size: number;
  /** Copies the first `rows.size` rows of a batch into the memory: all columns that the learner was given are there. */
  add(rows: RememberedRows): unknown;
  /**
   * Refills `batch` from row 0 with `count` rows (fewer if it has fewer), and sets `batch.size`; rows behind them stay as
   * they are. It need not draw without replacement.
   *
   * @param strategy - what `OnlineLearnerOptions.consolidationStrategy` says when consolidating, else undefined.
   * @returns `batch.size`.
   */
  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number;
  /** Makes a batch of `capacity` rows that `sample` can fill. Without it the learner makes a plain one. */
  createBatch?(capacity: number): RehearsalBatch;
  /** Takes in the new losses, `priorities`, of the rows with the first `count` of `ids`. */
  updatePriorities?(ids: Float64Array, priorities: Float32Array, count: number): unknown;
  /**
   * Widens all rows to these numbers of columns, each at least as many as before: remembered rows get zeros behind what
   * they have. Called when the network has got inputs or outputs; without it such a network needs an empty memory, or one
   * whose `createBatch` follows the network's widths by itself.
   */
  widen?(widths: { readonly inputs: number; readonly targets: number }): void;
}
