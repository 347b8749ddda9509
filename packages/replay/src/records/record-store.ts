import type { Allocate } from './allocate.js';
import type { ColumnView } from './column-view.js';
import type { RecordLayout } from './record-layout.js';

/** Bytes past the last record that kernels may read (never use) when they copy in steps of 16 bytes. */
const SLACK = 64;

/** The rows themselves: records at a fixed stride, by slot, and the copying of columns into them and out of them. */
export class RecordStore {
  readonly stride: number;
  /** All records, one after another. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly #words: Int32Array;
  readonly #halves: Uint16Array;

  /** Returns the bytes that the store takes. */
  static bytes(layout: RecordLayout, capacity: number): number {
    return Math.ceil((layout.stride * capacity) / 4) * 4 + SLACK;
  }

  constructor(layout: RecordLayout, capacity: number, allocate: Allocate) {
    this.stride = layout.stride;
    const room = RecordStore.bytes(layout, capacity);
    const [buffer, offset] = allocate(4, room / 4);
    this.bytes = new Uint8Array(buffer, offset, layout.stride * capacity);
    this.view = new DataView(buffer, offset, layout.stride * capacity);
    this.#words = new Int32Array(buffer, offset, room / 4);
    this.#halves = new Uint16Array(buffer, offset, room / 2);
  }

  /** Copies the column's rows `rows[0..count)` into the records `slots[0..count)`; later ones win. */
  write(column: ColumnView, rows: Int32Array, slots: Int32Array, count: number): void {
    if (column.words !== undefined)
      writeWords(
        column.words,
        column.length,
        rows,
        this.#words,
        this.stride >> 2,
        column.offset,
        slots,
        count,
      );
    else
      writeNarrow(
        column.narrow!,
        column.length,
        rows,
        column.unit === 2 ? this.#halves : this.bytes,
        this.stride / column.unit,
        column.offset,
        slots,
        count,
      );
  }

  /** Copies the records `slots[0..count)` into the column's rows from 0 on. */
  read(column: ColumnView, slots: Int32Array, count: number): void {
    if (column.words !== undefined)
      readWords(column.words, column.length, this.#words, this.stride >> 2, column.offset, slots, count);
    else
      readNarrow(
        column.narrow!,
        column.length,
        column.unit === 2 ? this.#halves : this.bytes,
        this.stride / column.unit,
        column.offset,
        slots,
        count,
      );
  }

  /** Copies the record `from` over the record `to`. */
  move(from: number, to: number): void {
    this.bytes.copyWithin(to * this.stride, from * this.stride, (from + 1) * this.stride);
  }

  /** Reverses the order of the records from `from` (inclusive) to `to` (exclusive). */
  reverse(from: number, to: number): void {
    const held = new Uint8Array(this.stride);
    for (let low = from, high = to - 1; low < high; low += 1, high -= 1) {
      held.set(this.bytes.subarray(low * this.stride, (low + 1) * this.stride));
      this.move(high, low);
      this.bytes.set(held, high * this.stride);
    }
  }

  /**
   * Reads one number of each cache line of the records to come, so that the latencies overlap instead of
   * standing in line while rows are copied.
   *
   * @returns a sum of no meaning, so that the reads are not optimised away.
   */
  touch(slots: Int32Array, count: number): number {
    const words = this.#words;
    const stride = this.stride;
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const first = (slots[at]! * stride) / 4;
      const end = first + stride / 4;
      for (let word = first; word < end; word += 16) sum = (sum + words[word | 0]!) | 0;
      sum = (sum + words[(end - 1) | 0]!) | 0;
    }
    return sum;
  }
}

function writeWords(
  source: Int32Array,
  length: number,
  rows: Int32Array,
  target: Int32Array,
  stride: number,
  offset: number,
  slots: Int32Array,
  count: number,
): void {
  for (let at = 0; at < count; at += 1) {
    let from = rows[at]! * length;
    let to = slots[at]! * stride + offset;
    for (const end = from + length; from < end; from += 1, to += 1) target[to] = source[from]!;
  }
}

function writeNarrow(
  source: Uint16Array | Uint8Array,
  length: number,
  rows: Int32Array,
  target: Uint16Array | Uint8Array,
  stride: number,
  offset: number,
  slots: Int32Array,
  count: number,
): void {
  for (let at = 0; at < count; at += 1) {
    let from = rows[at]! * length;
    let to = slots[at]! * stride + offset;
    for (const end = from + length; from < end; from += 1, to += 1) target[to] = source[from]!;
  }
}

function readWords(
  target: Int32Array,
  length: number,
  source: Int32Array,
  stride: number,
  offset: number,
  slots: Int32Array,
  count: number,
): void {
  let to = 0;
  for (let at = 0; at < count; at += 1) {
    let from = slots[at]! * stride + offset;
    for (const end = from + length; from < end; from += 1, to += 1) target[to] = source[from]!;
  }
}

function readNarrow(
  target: Uint16Array | Uint8Array,
  length: number,
  source: Uint16Array | Uint8Array,
  stride: number,
  offset: number,
  slots: Int32Array,
  count: number,
): void {
  let to = 0;
  for (let at = 0; at < count; at += 1) {
    let from = slots[at]! * stride + offset;
    for (const end = from + length; from < end; from += 1, to += 1) target[to] = source[from]!;
  }
}
