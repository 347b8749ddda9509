import { check } from '../check.js';
import type { ColumnView } from '../records/column-view.js';
import { type RecordLayout, schemaOf } from '../records/record-layout.js';
import { RecordStore } from '../records/record-store.js';
import { HEAD, HEADER_BYTES, type ProducerPort, TAIL } from './producer-port.js';

/** The end of a producer's ring from which the memory takes rows. */
export class ProducerRing {
  readonly port: ProducerPort;
  readonly #counters: Int32Array;
  readonly #store: RecordStore;
  #slots: Int32Array = new Int32Array(0);

  /** @param rows - that may wait; rounded up to a power of two. */
  constructor(layout: RecordLayout, rows: number) {
    check.wholeNumber("rows of a producer's ring", rows, { min: 1, max: 2 ** 24 });
    let capacity = 1;
    while (capacity < rows) capacity *= 2;
    const buffer = new SharedArrayBuffer(HEADER_BYTES + RecordStore.bytes(layout, capacity));
    this.port = { schema: schemaOf(layout), capacity, buffer };
    this.#counters = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#store = new RecordStore(layout, capacity, () => [buffer, HEADER_BYTES, 0]);
  }

  /** Rows that wait. */
  get waiting(): number {
    return (Atomics.load(this.#counters, HEAD) - Atomics.load(this.#counters, TAIL)) >>> 0;
  }

  /**
   * Copies the oldest rows that wait, at most `limit`, into columns, and then frees their places.
   *
   * @param views - of the batch's columns.
   * @returns the rows copied.
   */
  take(views: readonly ColumnView[], limit: number): number {
    const tail = Atomics.load(this.#counters, TAIL) >>> 0;
    const count = Math.min(limit, this.waiting);
    if (this.#slots.length < count) this.#slots = new Int32Array(count);
    for (let at = 0; at < count; at += 1) this.#slots[at] = ((tail + at) >>> 0) % this.port.capacity;
    for (let field = 0; field < views.length; field += 1) this.#store.read(views[field]!, this.#slots, count);
    // Only now: the producer may write to these places again.
    Atomics.store(this.#counters, TAIL, (tail + count) | 0);
    Atomics.notify(this.#counters, TAIL);
    return count;
  }
}
