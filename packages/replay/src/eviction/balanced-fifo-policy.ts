import type { RowOrder } from '../row-order.js';
import type { SlotGroup, SlotGroups } from '../slot-groups.js';
import type { EvictionPolicy, PolicyState } from './policy.js';
import { SlotQueue } from './slot-queue.js';

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
    if (!this.#shrinking) this.#refresh();
    this.#shrinking = true;
    return this.#takeOldest();
  }

  changed(slots: Int32Array): void {
    // Only a row that leaves by `surplus` is followed; after any other the queues are made anew.
    if (this.#shrinking && slots[0] !== slots[1]) this.#moved.set(slots[1]!, slots[0]!);
  }

  state(): PolicyState {
    return null;
  }

  /** Takes the oldest row of the most frequent values out of its queue. */
  #takeOldest(): number {
    let most = 0;
    for (const { count } of this.#groups.groups) most = Math.max(most, count);
    let oldest: SlotGroup | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.groups) {
      if (group.count !== most) continue;
      const id = this.#order.idAt(this.#where(this.#queues.get(group.value)!.first));
      if (id < least) {
        least = id;
        oldest = group;
      }
    }
    this.#rows -= 1;
    return this.#where(this.#queues.get(oldest!.value)!.shift());
  }

  /** Where the row stands that stood in `slot` when it was queued. */
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
    if (this.#rows === this.#order.size && !this.#shrinking) return;
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
