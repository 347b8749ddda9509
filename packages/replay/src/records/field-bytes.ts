import { type AnyArray, ARRAYS } from './dtypes.js';
import type { FieldLayout } from './record-layout.js';
import type { RecordStore } from './record-store.js';

/** One field of one record, copied out and in: its numbers, and the same memory as bytes, so that a NaN keeps its bits. */
export class FieldBytes {
  readonly values: AnyArray;
  readonly bytes: Uint8Array;
  readonly #offset: number;

  constructor(field: FieldLayout) {
    this.values = new ARRAYS[field.dtype](field.length);
    this.bytes = new Uint8Array(this.values.buffer);
    this.#offset = field.offset;
  }

  read(store: RecordStore, slot: number): void {
    const at = slot * store.stride + this.#offset;
    this.bytes.set(store.bytes.subarray(at, at + this.bytes.length));
  }

  /** @returns whether a byte of the record is another one now. */
  write(store: RecordStore, slot: number): boolean {
    const at = slot * store.stride + this.#offset;
    if (this.bytes.every((byte, index) => byte === store.bytes[at + index])) return false;
    store.bytes.set(this.bytes, at);
    return true;
  }
}
