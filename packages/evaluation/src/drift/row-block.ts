import type { StateReader, StateTree } from '@graph/core';

/** Rows that a block gathers. */
export const BLOCK_ROWS = 64;

/** Numbers that two inputs take of a block. */
const PAIR = 2 * BLOCK_ROWS;

/** Gathers rows until there are enough to take them into regressions at once: their sums are made once, while their numbers are still in the cache. */
export class RowBlock {
  /** Numbers of a row. */
  readonly inputs: number;
  /** `inputs`, rounded up to fours for sums by two and four; what is not an input stays 0. */
  readonly width: number;
  /** Σ x xᵀ `[width, width]` of a full block; what is above the diagonal means nothing. */
  readonly products: Float64Array;
  /** Σ x target `[width]` of a full block. */
  readonly moments: Float64Array;
  readonly #rows: Float64Array; // `[width / 2, BLOCK_ROWS, 2]`
  readonly #targets: Float64Array = new Float64Array(BLOCK_ROWS);
  #size = 0;

  /** @param inputs - numbers of a row, ≥ 1. */
  constructor(inputs: number) {
    this.inputs = inputs;
    this.width = Math.ceil(inputs / 4) * 4;
    this.products = new Float64Array(this.width * this.width);
    this.moments = new Float64Array(this.width);
    this.#rows = new Float64Array(this.width * BLOCK_ROWS);
  }

  /** Adds a row `x`, `[≥ inputs]`. Returns whether the block is full: then its sums are there, and the next row begins it anew. */
  add(x: Float64Array, target: number): boolean {
    for (let at = 0; at < this.inputs; at += 1)
      this.#rows[PAIR * (at >> 1) + 2 * this.#size + (at & 1)] = x[at]!;
    this.#targets[this.#size] = target;
    this.#size = (this.#size + 1) % BLOCK_ROWS;
    if (this.#size > 0) return false;
    for (let row = 0; row < this.width; row += 2) this.#sum(row);
    return true;
  }

  state(): StateTree {
    return { size: this.#size, rows: this.#rows.slice(), targets: this.#targets.slice() };
  }

  /** Restores what `state()` of one of the same width gave. */
  restore(reader: StateReader): void {
    this.#size = reader.count('size', 0, BLOCK_ROWS - 1);
    this.#rows.set(reader.floats('rows', this.#rows.length));
    this.#targets.set(reader.floats('targets', BLOCK_ROWS));
  }

  /** Sums two rows of the products by four columns at a time: each number that is read serves several sums. */
  #sum(row: number): void {
    const rows = this.#rows;
    const top = PAIR * (row >> 1);
    this.#sumMoments(row, top);
    for (let column = 0; column <= row; column += 4) {
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      let right = PAIR * (column >> 1);
      for (let left = top; left < top + PAIR; left += 2, right += 2) {
        const a = rows[left]!;
        const b = rows[left + 1]!;
        const first = rows[right]!;
        const second = rows[right + 1]!;
        const third = rows[right + PAIR]!;
        const fourth = rows[right + PAIR + 1]!;
        a0 += a * first;
        a1 += a * second;
        a2 += a * third;
        a3 += a * fourth;
        b0 += b * first;
        b1 += b * second;
        b2 += b * third;
        b3 += b * fourth;
      }
      const at = row * this.width + column;
      this.products[at] = a0;
      this.products[at + 1] = a1;
      this.products[at + 2] = a2;
      this.products[at + 3] = a3;
      this.products[at + this.width] = b0;
      this.products[at + this.width + 1] = b1;
      this.products[at + this.width + 2] = b2;
      this.products[at + this.width + 3] = b3;
    }
  }

  #sumMoments(row: number, top: number): void {
    let first = 0;
    let second = 0;
    for (let at = 0; at < BLOCK_ROWS; at += 1) {
      first += this.#targets[at]! * this.#rows[top + 2 * at]!;
      second += this.#targets[at]! * this.#rows[top + 2 * at + 1]!;
    }
    this.moments[row] = first;
    this.moments[row + 1] = second;
  }
}

/** Σ a b over `length` numbers, in four sums, so that no addition waits for the one before. */
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
