import { allocateSeparately } from './allocate.js';
import { exp2 } from './power.js';
import type { RowOrder } from './row-order.js';
import { SumTree } from './sum-tree.js';

/** Half-lives between two points from which ages are counted: 2^64 is far from the ends of float32. */
const SPAN = 64;

/**
 * Weights `2^(id / halfLife)` for the rows of a memory that does not keep them in order. All rows fade at the same
 * pace, so only new rows change anything, except that every 64 half-lives the point from which ages are counted moves
 * on. The weights follow from ids and half-life alone: they are no state.
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

  /** Takes notice of new rows in the first `count` of `slots`. */
  update(slots: Int32Array, count: number): void {
    if (this.#reference !== this.#wantedReference()) {
      this.refresh();
      return;
    }
    for (let at = 0; at < count; at += 1) this.tree.weights[slots[at]!] = this.#weight(slots[at]!);
    this.tree.update(slots, count);
  }

  /** Weighs all rows afresh. O(capacity). */
  refresh(): void {
    this.#reference = this.#wantedReference();
    const { size, capacity } = this.#order;
    this.tree.weights.fill(0, size, capacity);
    for (let slot = 0; slot < size; slot += 1) this.tree.weights[slot] = this.#weight(slot);
    this.tree.rebuild(0, capacity);
  }

  #wantedReference(): number {
    const step = Math.ceil(SPAN * this.halfLife);
    return Math.floor(this.#order.nextId / step) * step;
  }

  #weight(slot: number): number {
    return exp2((this.#order.ids![slot]! - this.#reference) / this.halfLife);
  }
}
