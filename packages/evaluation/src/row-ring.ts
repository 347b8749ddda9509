import type { StateReader, StateTree } from '@graph/core';
import { readPart } from './state.js';

/** The last rows of a stream: `values` is `[capacity, width]`, refilled in a circle. */
export class RowRing {
  readonly capacity: number;
  readonly width: number;
  /** Row-major; slots from `size` on are unused while the ring fills. */
  readonly values: Float64Array;
  #size = 0;
  #next = 0;

  constructor(capacity: number, width: number) {
    this.capacity = capacity;
    this.width = width;
    this.values = new Float64Array(capacity * width);
  }

  /** Rows held, 0 to `capacity`. */
  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size === this.capacity;
  }

  /** Offset in `values` of the oldest row. */
  get oldest(): number {
    const row = this.#next - this.#size;
    return (row < 0 ? row + this.capacity : row) * this.width;
  }

  /** Makes room for one row. Returns the offset to write it at; when the ring was full the oldest row is still there. */
  advance(): number {
    const offset = this.#next * this.width;
    this.#next = this.#next + 1 === this.capacity ? 0 : this.#next + 1;
    if (this.#size < this.capacity) this.#size += 1;
    return offset;
  }

  /** Forgets the oldest row. Returns its offset, where its values are until the next row is written. */
  removeOldest(): number {
    const at = this.oldest;
    this.#size -= 1;
    return at;
  }

  clear(): void {
    this.#size = 0;
    this.#next = 0;
    this.values.fill(0);
  }

  state(): StateTree {
    return { size: this.#size, next: this.#next, values: this.values.slice() };
  }

  /** Restores the rows that `state()` of a ring of the same shape gave. */
  restore(reader: StateReader): void {
    this.#size = reader.count('size', 0, this.capacity);
    this.#next = reader.count('next', 0, Math.max(0, this.capacity - 1));
    this.values.set(reader.floats('values', this.capacity * this.width));
  }
}

/** Restores the ring of a metric, which has one with a window and only then. */
export function restoreRing(reader: StateReader, ring: RowRing | undefined): void {
  if (ring !== undefined) ring.restore(readPart(reader, 'ring'));
  else if (reader.has('ring')) throw reader.error('ring', 'a window beside it, or no ring');
}
