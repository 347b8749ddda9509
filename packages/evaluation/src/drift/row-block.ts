import type { StateTree } from '../state.js';
import type { StateReader } from '../state-reader.js';

/** Rows that a block gathers. */
export const BLOCK_ROWS = 32;

/** Gathers rows until there are enough to take them into a regression at once, at a third of the cost. */
export class RowBlock {
  /** Numbers of a row. */
  readonly inputs: number;
  /** `inputs`, made even for sums by twos; what is not an input stays 0. */
  readonly width: number;
  /** Σ x xᵀ `[width, width]` of a full block, lower triangle. */
  readonly products: Float64Array;
  /** Σ x target `[width]` of a full block. */
  readonly moments: Float64Array;
  readonly #rows: Float64Array; // `[width, BLOCK_ROWS]`
  readonly #targets: Float64Array = new Float64Array(BLOCK_ROWS);
  #size = 0;

  /** @param inputs - numbers of a row, ≥ 1. */
  constructor(inputs: number) {
    this.inputs = inputs;
    this.width = inputs + (inputs % 2);
    this.products = new Float64Array(this.width * this.width);
    this.moments = new Float64Array(this.width);
    this.#rows = new Float64Array(this.width * BLOCK_ROWS);
  }

  /** Adds a row `x`, `[≥ inputs]`. Returns whether the block is full: then its sums are there, and the next row begins it anew. */
  add(x: Float64Array, target: number): boolean {
    for (let at = 0; at < this.inputs; at += 1) this.#rows[at * BLOCK_ROWS + this.#size] = x[at]!;
    this.#targets[this.#size] = target;
    this.#size = (this.#size + 1) % BLOCK_ROWS;
    if (this.#size > 0) return false;
    for (let row = 0; row < this.width; row += 2) this.#sum(row);
    return true;
  }

  state(): StateTree {
    return { size: this.#size, rows: this.#rows.slice(), targets: this.#targets.slice() };
  }

  /** Takes over what `state()` of one of the same width gave. */
  restore(reader: StateReader): void {
    this.#size = reader.count('size', 0, BLOCK_ROWS - 1);
    this.#rows.set(reader.floats('rows', this.#rows.length));
    this.#targets.set(reader.floats('targets', BLOCK_ROWS));
  }

  /** Sums two rows of the products by two columns at a time: each number that is read serves two sums. */
  #sum(row: number): void {
    const rows = this.#rows;
    const top = row * BLOCK_ROWS;
    this.moments[row] = dot(rows, top, this.#targets, 0, BLOCK_ROWS);
    this.moments[row + 1] = dot(rows, top + BLOCK_ROWS, this.#targets, 0, BLOCK_ROWS);
    for (let column = 0; column <= row; column += 2) {
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let at = 0, left = top, right = column * BLOCK_ROWS; at < BLOCK_ROWS; at += 1) {
        first += rows[left]! * rows[right]!;
        second += rows[left]! * rows[right + BLOCK_ROWS]!;
        third += rows[left + BLOCK_ROWS]! * rows[right]!;
        fourth += rows[left + BLOCK_ROWS]! * rows[right + BLOCK_ROWS]!;
        left += 1;
        right += 1;
      }
      const at = row * this.width + column;
      this.products[at] = first;
      this.products[at + 1] = second;
      this.products[at + this.width] = third;
      this.products[at + this.width + 1] = fourth;
    }
  }
}

/** Σ a b over `length` numbers, in four sums, so that none waits for the one before. */
export function dot(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  length: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    first += a[aStart + at]! * b[bStart + at]!;
    second += a[aStart + at + 1]! * b[bStart + at + 1]!;
    third += a[aStart + at + 2]! * b[bStart + at + 2]!;
    fourth += a[aStart + at + 3]! * b[bStart + at + 3]!;
  }
  for (; at < length; at += 1) first += a[aStart + at]! * b[bStart + at]!;
  return first + second + (third + fourth);
}
