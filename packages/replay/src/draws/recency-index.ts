import { allocateSeparately } from '../records/allocate.js';
import type { RowOrder } from '../records/row-order.js';
import { exp2 } from './power.js';
import { SumTree } from './sum-tree.js';

/** Half-lives between two points from which ages are counted: 2^64 is far from the ends of float32. */
const SPAN = 64;

/**
 * Weights `2^(id / halfLife)` for the rows of a memory that does not keep them in order. All rows fade at the same
 * pace, so only new rows change anything, except that the point from which ages are counted moves on when the newest
 * row is 64 half-lives past it. The weights follow from half-life and ids alone: they are no state.
 */
export class RecencyIndex {
  readonly tree: SumTree;
  readonly halfLife: number;
  readonly #order: RowOrder;
  #reference = -1;

  constructor(order: RowOrder, halfLife: number) {
    this.tree = new SumTree(order.capacity, allocateSeparately);
    this.halfLife = halfLife;
    this.#order = order;
    this.refresh();
  }

  /** Adds new rows, newer than all others, in the first `count` of `slots`, the newest last. */
  update(slots: Int32Array, count: number): void {
    if (count === 0) return;
    if (this.#reference !== this.#referenceFor(this.#order.ids![slots[count - 1]!]!)) {
      this.refresh();
      return;
    }
    for (let at = 0; at < count; at += 1) this.tree.weights[slots[at]!] = this.#weight(slots[at]!);
    this.tree.update(slots, count);
  }

  /** Weighs all rows afresh. O(capacity). */
  refresh(): void {
    const { size, capacity } = this.#order;
    const ids = this.#order.ids!;
    let newest = 0;
    for (let slot = 0; slot < size; slot += 1) newest = Math.max(newest, ids[slot]!);
    this.#reference = this.#referenceFor(newest);
    this.tree.weights.fill(0, size, capacity);
    for (let slot = 0; slot < size; slot += 1) this.tree.weights[slot] = this.#weight(slot);
    this.tree.rebuild(0, capacity);
  }

  /** From the newest row that is here, not the newest that came: a reservoir may not have taken one for long. */
  #referenceFor(newest: number): number {
    const step = Math.ceil(SPAN * this.halfLife);
    return Math.floor(newest / step) * step;
  }

  #weight(slot: number): number {
    return exp2((this.#order.ids![slot]! - this.#reference) / this.halfLife);
  }
}
