import { IdIndex } from './id-index.js';

/**
 * Which row is in which slot. The rows in use always fill the slots from 0 to `size`; a row's id is its number of
 * arrival, so ids never repeat.
 *
 * In a `ring` the newest row follows the one before it, and ids need no storage unless rows were removed from the
 * middle; elsewhere each slot's id is stored and found through an index.
 */
export class RowOrder {
  readonly capacity: number;
  readonly ring: boolean;
  /** Rows in use. */
  size = 0;
  /** In a ring: the slot that the next row goes to. */
  cursor = 0;
  /** The id of the next row that arrives: so many have arrived so far. */
  nextId = 0;
  /** The id of each slot, where it does not follow from the slot. */
  ids: Float64Array | undefined;
  #index: IdIndex | undefined;

  constructor(capacity: number, ring: boolean) {
    this.capacity = capacity;
    this.ring = ring;
    if (!ring) {
      this.ids = new Float64Array(capacity);
      this.#index = new IdIndex(this.ids);
    }
  }

  /** Returns the slot of the row `id`, or -1 if it is not here. O(1), or O(log size) in a ring with stored ids. */
  slotOf(id: number): number {
    const age = this.nextId - id;
    if (!(age >= 1) || id < 0) return -1;
    if (this.#index !== undefined) return this.#index.slotOf(id);
    if (this.ids !== undefined) return this.#search(id);
    if (age > this.size || age % 1 !== 0) return -1;
    const slot = this.cursor - age;
    return slot < 0 ? slot + this.capacity : slot;
  }

  /** Returns the id of the row in `slot`, which must be in use. */
  idAt(slot: number): number {
    if (this.ids !== undefined) return this.ids[slot]!;
    return this.nextId - this.cursor + slot - (slot >= this.cursor ? this.capacity : 0);
  }

  /** Writes the slot of each of the first `count` ids, or -1. */
  findSlots(ids: Float64Array, count: number, slots: Int32Array): void {
    if (this.ids !== undefined) {
      for (let at = 0; at < count; at += 1) slots[at] = this.slotOf(ids[at]!);
      return;
    }
    const { nextId, size, cursor, capacity } = this;
    for (let at = 0; at < count; at += 1) {
      const age = nextId - ids[at]!;
      const slot = cursor - age;
      const here = age >= 1 && age <= size && (slot | 0) === slot;
      slots[at] = here ? slot + (slot < 0 ? capacity : 0) : -1;
    }
  }

  /** Writes the ids of the rows in the first `count` of `slots`. */
  readIds(slots: Int32Array, count: number, ids: Float64Array): void {
    const stored = this.ids;
    if (stored !== undefined) {
      for (let at = 0; at < count; at += 1) ids[at] = stored[slots[at]!]!;
      return;
    }
    const { cursor, capacity } = this;
    const newer = this.nextId - cursor;
    const older = newer - capacity;
    for (let at = 0; at < count; at += 1) {
      const slot = slots[at]!;
      ids[at] = slot + (slot < cursor ? newer : older);
    }
  }

  /** In a ring: takes the next slot for the row that arrives. */
  append(): number {
    const slot = this.cursor;
    if (this.ids !== undefined) this.ids[slot] = this.nextId;
    this.nextId += 1;
    this.cursor = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.size < this.capacity) this.size += 1;
    return slot;
  }

  /** Elsewhere: puts the row that arrives into `slot`, the next free one or one in use. */
  place(slot: number): void {
    if (slot < this.size) this.#index!.delete(slot);
    else this.size += 1;
    this.ids![slot] = this.nextId;
    this.#index!.add(slot);
    this.nextId += 1;
  }

  /** Elsewhere: the last row moves to `slot`, whose row leaves. */
  takeOut(slot: number): void {
    const last = this.size - 1;
    this.#index!.delete(slot);
    if (slot !== last) {
      this.#index!.delete(last);
      this.ids![slot] = this.ids![last]!;
      this.#index!.add(slot);
    }
    this.size = last;
  }

  /** Fills the index again after `ids` and `size` were set from outside. */
  reindex(): void {
    if (this.ring) return;
    this.#index = new IdIndex(this.ids!);
    for (let slot = 0; slot < this.size; slot += 1) this.#index.add(slot);
  }

  /** Ring order is ascending: from the cursor on if the ring is full, from 0 if it is not. */
  #search(id: number): number {
    const start = this.size === this.capacity ? this.cursor : 0;
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const slot = (start + middle) % this.capacity;
      if (this.ids![slot]! < id) low = middle + 1;
      else high = middle;
    }
    const slot = (start + low) % this.capacity;
    return low < this.size && this.ids![slot] === id ? slot : -1;
  }
}
