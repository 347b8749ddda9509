import type { ColumnView } from './column-view.js';
import { ReplayError } from './errors.js';
import { HEAD, HEADER_BYTES, type ProducerPort, TAIL } from './producer-port.js';
import type { RecordLayout } from './record-layout.js';
import { RecordStore } from './record-store.js';
import type { Schema } from './schema.js';

/** The memory's end of a producer's ring. */
export class ProducerRing {
  readonly port: ProducerPort;
  readonly #counters: Int32Array;
  readonly #store: RecordStore;
  #slots: Int32Array = new Int32Array(0);

  /** @param rows - that may wait; rounded up to a power of two. */
  constructor(schema: Schema, layout: RecordLayout, rows: number) {
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= 2 ** 24))
      throw new ReplayError(
        'OPTIONS',
        `a producer's ring is of ${rows} rows, wanted a whole number from 1 to 2^24`,
      );
    let capacity = 1;
    while (capacity < rows) capacity *= 2;
    const buffer = new SharedArrayBuffer(HEADER_BYTES + RecordStore.bytes(layout, capacity));
    this.port = { schema, capacity, buffer };
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
