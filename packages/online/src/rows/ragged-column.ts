import type { StateReader, StateTree } from '@graph/core';

/** Values of rows, of each as many as it has: allocated once and refilled. A row without any has width 0. */
export class RaggedColumn {
  /** `[capacity, #stride]`. */
  #values: Float64Array = new Float64Array(0);
  #stride = 0;
  /** `[capacity]`. */
  #widths: Int32Array;

  constructor(capacity: number) {
    this.#widths = new Int32Array(capacity);
  }

  /** All values; those of a row begin at `offset(row)`. Valid until the next `set`, `copy` and `reserve`. */
  get values(): Float64Array {
    return this.#values;
  }

  offset(row: number): number {
    return row * this.#stride;
  }

  /** How many values a row has. */
  width(row: number): number {
    return this.#widths[row]!;
  }

  /** Sets the values of a row: `width` of `values` from `from` on. */
  set(row: number, values: ArrayLike<number>, from: number, width: number): void {
    if (width > this.#stride) this.#restride(Math.max(width, 2 * this.#stride));
    const at = row * this.#stride;
    for (let index = 0; index < width; index += 1) this.#values[at + index] = values[from + index]!;
    this.#widths[row] = width;
  }

  /** Copies the values of a row of another column. */
  copy(row: number, from: RaggedColumn, fromRow: number): void {
    this.set(row, from.#values, fromRow * from.#stride, from.#widths[fromRow]!);
  }

  /** Takes the values of the first rows away. */
  clear(rows: number): void {
    this.#widths.fill(0, 0, rows);
  }

  /** Makes room for so many rows. */
  reserve(capacity: number): void {
    const values = new Float64Array(capacity * this.#stride);
    values.set(this.#values);
    this.#values = values;
    const widths = new Int32Array(capacity);
    widths.set(this.#widths);
    this.#widths = widths;
  }

  /** Returns the first `size` rows as they lie, under these names. */
  state(name: string, widths: string, size: number): StateTree {
    return {
      [name]: this.#values.slice(0, size * this.#stride),
      [widths]: this.#widths.slice(0, size),
    };
  }

  /** Returns the first `size` rows as close as they can lie; nothing where none of them has a value. */
  packedState(name: string, widths: string, size: number): StateTree {
    const stride = this.#widths.subarray(0, size).reduce((most, width) => Math.max(most, width), 0);
    if (stride === 0) return {};
    const values = new Float64Array(size * stride);
    for (let row = 0; row < size; row += 1)
      for (let at = 0; at < this.#widths[row]!; at += 1)
        values[row * stride + at] = this.#values[row * this.#stride + at]!;
    return { [name]: values, [widths]: this.#widths.slice(0, size) };
  }

  /** Restores what `state` returned. */
  restore(reader: StateReader, name: string, widths: string, size: number): void {
    this.#widths.set(reader.array(widths, Int32Array, size));
    const values = reader.floats(name);
    this.#restride(size === 0 ? this.#stride : values.length / size);
    this.#values.set(values);
  }

  #restride(stride: number): void {
    const before = this.#values;
    const old = this.#stride;
    this.#values = new Float64Array(this.#widths.length * stride);
    for (let row = 0; row < this.#widths.length; row += 1)
      for (let at = 0; at < this.#widths[row]!; at += 1)
        this.#values[row * stride + at] = before[row * old + at]!;
    this.#stride = stride;
  }
}
