import type { RawRows } from '@graph/stream';
import type { RowFeatures } from './row-features.js';

const FIRST_CAPACITY = 64;

/** Encoded values that are kept at most: of very wide rows only the newest. */
const MOST_VALUES = 1 << 24;

/** Rows that are remembered, the oldest first. */
export type RememberedRows = { readonly size: number } & Iterable<{
  readonly values: {
    readonly inputs: Float32Array;
    readonly targets: Float32Array;
    readonly lags?: Float32Array;
  };
}>;

/**
 * The rows of a memory, encoded: what networks rehearse. It holds nothing that the memory and the features do not say, so that it has no
 * state: it is made anew from them. A ring, in the order in which rows came.
 */
export class EncodedRows {
  readonly #features: RowFeatures;
  readonly #targetCount: number;
  readonly #memoryRows: number;
  #most = 0;
  #capacity = 0;
  #size = 0;
  /** Where the next row goes. */
  #next = 0;
  #raw = new Float32Array(0);
  #lags = new Float32Array(0);
  #inputs = new Float32Array(0);
  #targets = new Float32Array(0);

  /** @param capacity - of the memory. */
  constructor(features: RowFeatures, capacity: number, targetCount: number) {
    this.#features = features;
    this.#memoryRows = capacity;
    this.#most = this.#mostRows();
    this.#targetCount = targetCount;
  }

  get size(): number {
    return this.#size;
  }

  /** `[slots, features.width]`. */
  get inputs(): Float32Array {
    return this.#inputs;
  }

  /** `[slots, targets]`, as they are remembered. */
  get targets(): Float32Array {
    return this.#targets;
  }

  /** The slot of the row that came so many rows before the newest one. */
  slot(age: number): number {
    const at = this.#next - 1 - age;
    return at < 0 ? at + this.#capacity : at;
  }

  /** Takes in a row that the memory takes in, encoded already. */
  add(rows: RawRows, row: number, lags: Float32Array, inputs: Float32Array): void {
    if (this.#size === this.#capacity && this.#capacity < this.#most) this.#reserve();
    const slot = this.#next;
    this.#put(slot, rows.inputs.data, row, rows.targets.data, lags, 0);
    const width = this.#features.width;
    for (let at = 0; at < width; at += 1) this.#inputs[slot * width + at] = inputs[at]!;
    this.#step();
  }

  /** Reads all rows of a memory, and encodes them. */
  read(memory: RememberedRows): void {
    this.#most = this.#mostRows();
    this.#size = 0;
    this.#next = 0;
    this.#capacity = Math.min(this.#most, Math.max(FIRST_CAPACITY, memory.size));
    const { rawWidth, lagWidth, width } = this.#features;
    this.#raw = new Float32Array(this.#capacity * rawWidth);
    this.#lags = new Float32Array(this.#capacity * lagWidth);
    this.#targets = new Float32Array(this.#capacity * this.#targetCount);
    this.#inputs = new Float32Array(this.#capacity * width);
    for (const { values } of memory) {
      this.#put(this.#next, values.inputs, 0, values.targets, values.lags ?? [], 0);
      this.#step();
    }
    this.encode();
  }

  /** Encodes all rows anew. */
  encode(): void {
    this.#features.encode(this.#raw, 0, this.#lags, 0, this.#size, this.#inputs, 0);
  }

  #mostRows(): number {
    return Math.max(1, Math.min(this.#memoryRows, Math.floor(MOST_VALUES / this.#features.width)));
  }

  #put(
    slot: number,
    raw: ArrayLike<number>,
    row: number,
    targets: ArrayLike<number>,
    lags: ArrayLike<number>,
    lagRow: number,
  ): void {
    const { rawWidth, lagWidth } = this.#features;
    for (let at = 0; at < rawWidth; at += 1) this.#raw[slot * rawWidth + at] = raw[row * rawWidth + at]!;
    for (let at = 0; at < lagWidth; at += 1) this.#lags[slot * lagWidth + at] = lags[lagRow * lagWidth + at]!;
    for (let at = 0; at < this.#targetCount; at += 1)
      this.#targets[slot * this.#targetCount + at] = targets[row * this.#targetCount + at]!;
  }

  #step(): void {
    this.#next += 1;
    if (this.#next === this.#capacity && this.#capacity === this.#most) this.#next = 0;
    this.#size = Math.min(this.#size + 1, this.#capacity);
  }

  /** Doubles the room; the rows lie in their order then, since a ring that can grow has not wrapped. */
  #reserve(): void {
    const capacity = Math.min(this.#most, Math.max(FIRST_CAPACITY, 2 * this.#capacity));
    const longer = (from: Float32Array, width: number): Float32Array<ArrayBuffer> => {
      const to = new Float32Array(capacity * width);
      to.set(from);
      return to;
    };
    this.#raw = longer(this.#raw, this.#features.rawWidth);
    this.#lags = longer(this.#lags, this.#features.lagWidth);
    this.#targets = longer(this.#targets, this.#targetCount);
    this.#inputs = longer(this.#inputs, this.#features.width);
    this.#capacity = capacity;
  }
}
