import type { WordRandom } from '../kernels/word-random.js';
import type { RowOrder } from '../records/row-order.js';
import type { EvictionPolicy } from './policy.js';

/** Vitter's algorithm R. */
export class ReservoirPolicy implements EvictionPolicy {
  readonly #order: RowOrder;
  readonly #random: WordRandom;

  constructor(order: RowOrder, random: WordRandom) {
    this.#order = order;
    this.#random = random;
  }

  offered(): void {}

  victim(): number {
    const slot = this.#random.below(this.#order.nextId + 1);
    return slot < this.#order.capacity ? slot : -1;
  }

  surplus(): number {
    return this.#random.below(this.#order.size);
  }

  changed(): void {}

  revalued(): void {}

  state(): null {
    return null;
  }
}
