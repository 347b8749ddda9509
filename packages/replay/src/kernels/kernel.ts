import type { RandomState } from '@graph/core';
import type { SumTree } from '../draws/sum-tree.js';
import type { ColumnView } from '../records/column-view.js';
import type { RecordLayout } from '../records/record-layout.js';
import type { RecordStore } from '../records/record-store.js';
import type { WordRandom } from './word-random.js';

/** What a kernel works on. */
export type KernelOptions = {
  readonly layout: RecordLayout;
  readonly capacity: number;
  readonly random: RandomState;
};

/** What a memory of rows consists of, whichever kernel works on it. */
export type KernelStorage = {
  readonly records: RecordStore;
  readonly tree: SumTree;
  /** How often the row in each slot was drawn, at most 65,535. */
  readonly timesDrawn: Uint16Array;
  readonly random: WordRandom;
};

/** A share of a batch, as an object: a number that is handed over is an allocation. */
export type Share = { readonly share: number };

/** The loops over the rows of one batch. All kernels give the same bits, and allocate nothing per batch. */
export interface Kernel extends KernelStorage {
  readonly name: 'javascript' | 'webassembly';
  /** The slots of the rows drawn. */
  readonly slots: Int32Array;
  /** Masses to look for in a tree, then the probability of each row drawn. */
  readonly exact: Float64Array;
  /**
   * What `importance` goes by: the least probability (0 for the least in the batch), the limit of the ratio, beta. In an
   * array, since a number that is handed over is an allocation.
   */
  readonly weighing: Float64Array;
  /** Makes room for batches of `count` rows. */
  reserve(count: number): void;
  /** Draws `slots[from..to)` uniformly from the slots below `size`. */
  drawUniform(replacement: boolean, from: number, to: number, size: number): void;
  /** Draws `slots[from..to)` by the weights of `tree`, whose total must be positive. */
  drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void;
  /** Adds the part's share of the probability by `tree` of each of the first `count` rows drawn. */
  addTree(tree: SumTree, part: Share, count: number): void;
  /** Adds the part's share of an even probability over `size` rows to each of the first `count` rows drawn. */
  addEach(part: Share, size: number, count: number): void;
  /**
   * Writes the importance weights `(least / p)^beta`, which is `(N p)^-beta` divided by its largest value and so never
   * above 1, as `weighing` says. Without normalising, the least is 1 / N and the limit is not 1.
   */
  importance(count: number, weights: Float32Array): void;
  /** Returns `(priority + epsilon)^alpha` for the first `count` priorities, valid until the next call. */
  weightsOf(priorities: Float32Array, count: number, alpha: number, epsilon: number): Float32Array;
  /** Returns room for the slots that `update` is to be told of. */
  changedSlots(count: number): Int32Array;
  /** Updates the tree for new weights in the first `count` of `slots`. */
  update(slots: Int32Array, count: number): void;
  /** Copies the first `count` rows drawn into a batch's columns, and counts them. */
  read(views: readonly ColumnView[], count: number): void;
}
