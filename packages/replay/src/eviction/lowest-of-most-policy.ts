import type { SlotGroup, SlotGroups } from '../draws/slot-groups.js';
import type { RowOrder } from '../records/row-order.js';
import type { EvictionPolicy } from './policy.js';

/** Of the most frequent value, the row of the lowest weight leaves, of several the first that came: found by looking. */
export class LowestOfMostPolicy implements EvictionPolicy {
  readonly #groups: SlotGroups;
  readonly #order: RowOrder;
  readonly #weights: Float32Array;

  constructor(groups: SlotGroups, order: RowOrder, weights: Float32Array) {
    this.#groups = groups;
    this.#order = order;
    this.#weights = weights;
  }

  offered(): void {}

  victim(value: number): number {
    const largest = this.#groups.largest();
    const own = this.#groups.get(value);
    // Of values that are as frequent, the one that comes gives a row of its own.
    return this.#lowest(own !== undefined && own.count === largest.count ? own : largest);
  }

  surplus(): number {
    return this.#lowest(this.#groups.largest());
  }

  changed(): void {}

  revalued(): void {}

  state(): null {
    return null;
  }

  #lowest({ slots, count }: SlotGroup): number {
    const weights = this.#weights;
    let lowest = slots[0]!;
    for (let at = 1; at < count; at += 1) {
      const slot = slots[at]!;
      const difference = weights[slot]! - weights[lowest]!;
      if (difference < 0 || (difference === 0 && this.#order.idAt(slot) < this.#order.idAt(lowest)))
        lowest = slot;
    }
    return lowest;
  }
}
