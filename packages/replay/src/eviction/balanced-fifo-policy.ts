import type { SlotGroup, SlotGroups } from '../draws/slot-groups.js';
import type { RowOrder } from '../records/row-order.js';
import type { EvictionPolicy } from './policy.js';
import { SlotQueue } from './slot-queue.js';

/** Values are kept even to this part of an even share. */
const STEPS_PER_SHARE = 8;

/**
 * A queue of slots for each value, the oldest row first. The queues follow from ids and values alone, so they are no
 * state; they are made anew, O(rows · log rows), after rows have left otherwise. 4 bytes a row.
 */
export class BalancedFifoPolicy implements EvictionPolicy {
  readonly #groups: SlotGroups;
  readonly #order: RowOrder;
  readonly #queues: Map<number, SlotQueue> = new Map();
  /** Rows in the queues. */
  #rows = 0;
  /** While the memory shrinks the last row moves into each hole: where rows of the queues have gone. */
  readonly #moved: Map<number, number> = new Map();
  #shrinking = false;
  /** Whether the queues are to be made anew in any case. */
  #isStale = false;

  constructor(groups: SlotGroups, order: RowOrder) {
    this.#groups = groups;
    this.#order = order;
  }

  offered(value: number): void {
    this.#refresh();
    if (this.#order.size < this.#order.capacity) this.#push(value, this.#order.size);
  }

  victim(value: number): number {
    const slot = this.#takeOldest();
    this.#push(value, slot);
    return slot;
  }

  surplus(): number {
    if (!this.#shrinking || this.#isStale) this.#refresh();
    this.#shrinking = true;
    return this.#takeOldest();
  }

  revalued(): void {
    this.#isStale = true;
  }

  changed(slots: Int32Array): void {
    // Only a row that leaves by `surplus` is followed; after any other the queues are made anew.
    if (this.#shrinking && slots[0] !== slots[1]) this.#moved.set(slots[1]!, slots[0]!);
  }

  state(): null {
    return null;
  }

  /** Takes the oldest row of a value that is among the most frequent out of its queue. */
  #takeOldest(): number {
    const { groups } = this.#groups;
    let values = 0;
    for (const { count } of groups) if (count > 0) values += 1;
    // Counted in steps, a value keeps giving rows until it is a step below the others: rows of one value that came one
    // after the other are mostly side by side, so few places of a large memory change between two checkpoints.
    const step = Math.max(1, Math.floor(this.#order.size / (STEPS_PER_SHARE * values)));
    let from: SlotGroup | undefined;
    let most = -1;
    for (const group of groups) {
      const steps = group.count === 0 ? -1 : Math.floor(group.count / step);
      if (steps < most || (steps === most && group.value > from!.value)) continue;
      most = steps;
      from = group;
    }
    this.#rows -= 1;
    return this.#where(this.#queues.get(from!.value)!.shift());
  }

  /** Where the row is that was in `slot` when it was queued. */
  #where(slot: number): number {
    if (this.#moved.size === 0) return slot;
    let at = slot;
    for (let to = this.#moved.get(at); to !== undefined; to = this.#moved.get(at)) at = to;
    return at;
  }

  #push(value: number, slot: number): void {
    let queue = this.#queues.get(value);
    if (queue === undefined) {
      queue = new SlotQueue();
      this.#queues.set(value, queue);
    }
    queue.push(slot);
    this.#rows += 1;
  }

  /** Makes the queues anew if rows came or left without them. */
  #refresh(): void {
    if (this.#rows === this.#order.size && !this.#shrinking && !this.#isStale) return;
    this.#isStale = false;
    this.#queues.clear();
    this.#moved.clear();
    this.#shrinking = false;
    this.#rows = 0;
    for (const { value, slots, count } of this.#groups.groups) {
      const byAge = Array.from(slots.subarray(0, count)).sort(
        (a, b) => this.#order.idAt(a) - this.#order.idAt(b),
      );
      for (const slot of byAge) this.#push(value, slot);
    }
  }
}
