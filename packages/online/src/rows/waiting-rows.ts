import { StateReader, type StateTree } from '@graph/core';
import { OnlineError } from '../errors.js';
import { AnsweredRows } from './answered-rows.js';

const FIRST_CAPACITY = 64;

/** Rows in the order in which they came, held back until so many later ones have come: then their labels are there. */
export class WaitingRows {
  /** A ring: the oldest row is at `#first`. */
  readonly #ring: AnsweredRows;
  #capacity: number;
  #first = 0;
  #size = 0;

  /** @param state - of an earlier one with rows of the same widths. */
  constructor(rawWidth: number, targetCount: number, state?: StateTree) {
    this.#capacity = FIRST_CAPACITY;
    this.#ring = new AnsweredRows(FIRST_CAPACITY, rawWidth, targetCount);
    if (state === undefined) return;
    this.#ring.restore(new StateReader(state, 'the waiting rows', OnlineError));
    this.#size = this.#ring.rows.size;
    this.#capacity = Math.max(FIRST_CAPACITY, this.#size);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds all rows of `from`, with their answers. */
  push(from: AnsweredRows): void {
    const { size } = from.rows;
    if (this.#size + size > this.#capacity) this.#grow(this.#size + size);
    for (let row = 0; row < size; row += 1) {
      this.#ring.copy((this.#first + this.#size) % this.#capacity, from, row);
      this.#size += 1;
    }
  }

  /** Moves the oldest rows to the end of `to`, as long as more than `keep` wait and `to` has fewer than `capacity`. */
  pop(to: AnsweredRows, capacity: number, keep: number): void {
    while (this.#size > keep && to.rows.size < capacity) {
      to.copy(to.rows.size, this.#ring, this.#first);
      to.rows.size += 1;
      this.#first = (this.#first + 1) % this.#capacity;
      this.#size -= 1;
    }
  }

  /** Makes room for more raw values a row; those of waiting rows are missing. */
  widen(rawWidth: number): void {
    this.#ring.widen(rawWidth);
  }

  /** Changes the rows that wait. */
  change(change: (rows: AnsweredRows) => void): void {
    const ordered = this.#inOrder(this.#size);
    change(ordered);
    for (let row = 0; row < this.#size; row += 1)
      this.#ring.copy((this.#first + row) % this.#capacity, ordered, row);
  }

  state(): StateTree {
    return this.#inOrder(this.#size).state();
  }

  #grow(least: number): void {
    const capacity = Math.max(least, 2 * this.#capacity);
    const ordered = this.#inOrder(this.#size);
    this.#ring.reserve(capacity);
    for (let row = 0; row < this.#size; row += 1) this.#ring.copy(row, ordered, row);
    this.#first = 0;
    this.#capacity = capacity;
  }

  /** Copies the rows, the oldest first. */
  #inOrder(size: number): AnsweredRows {
    const { inputs, targets } = this.#ring.rows;
    const ordered = new AnsweredRows(size, inputs.shape[1]!, targets.shape[1]!);
    for (let row = 0; row < size; row += 1)
      ordered.copy(row, this.#ring, (this.#first + row) % this.#capacity);
    ordered.rows.size = size;
    return ordered;
  }
}
