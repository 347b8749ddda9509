import { check } from '../check.js';
import { ColumnViews } from '../records/column-views.js';
import type { Columns } from '../records/columns.js';
import { type RecordLayout, recordLayout } from '../records/record-layout.js';
import { RecordStore } from '../records/record-store.js';
import type { Schema } from '../records/schema.js';
import { ReplayError } from '../replay-error.js';
import { HEAD, HEADER_BYTES, type ProducerPort, TAIL } from './producer-port.js';

const NO_OPTIONS: { readonly from?: number } = {};

/** Rows that are copied in one go. */
const CHUNK = 256;

/**
 * The end of a ring that a thread puts rows into while another one trains on the memory at the other end. Exactly one
 * producer may use a port; any number of ports may lead to one memory. It takes no lock: the producer alone moves the
 * head of the ring, the memory alone its tail.
 *
 * @example
 * ```ts
 * // In the worker: the port came by postMessage.
 * const producer = new ReplayProducer(port);
 * for (let from = 0; from < rows.size; from += producer.add(rows, { from })) producer.waitForRoom();
 * ```
 */
export class ReplayProducer<const S extends Schema> {
  readonly #layout: RecordLayout;
  readonly #store: RecordStore;
  readonly #views: ColumnViews;
  readonly #counters: Int32Array;
  readonly #capacity: number;
  readonly #rows: Int32Array = new Int32Array(CHUNK);
  readonly #slots: Int32Array = new Int32Array(CHUNK);

  /** @throws ReplayError `OPTION` if the port is not one. */
  constructor(port: ProducerPort) {
    if (!(port?.buffer instanceof SharedArrayBuffer))
      throw check.error('the port has no shared buffer, wanted what openProducer returns');
    this.#layout = recordLayout(port.schema);
    this.#capacity = port.capacity;
    this.#counters = new Int32Array(port.buffer, 0, HEADER_BYTES / 4);
    this.#store = new RecordStore(this.#layout, port.capacity, () => [port.buffer, HEADER_BYTES, 0]);
    this.#views = new ColumnViews(this.#layout);
  }

  /** Rows that would be taken at this moment. */
  get room(): number {
    const waiting = (Atomics.load(this.#counters, HEAD) - Atomics.load(this.#counters, TAIL)) >>> 0;
    return this.#capacity - waiting;
  }

  /**
   * Sleeps until there is room for a row, or the time is over. Threads only: a browser's main thread must not wait.
   *
   * @returns whether there is room.
   */
  waitForRoom(timeoutMs: number = Number.POSITIVE_INFINITY): boolean {
    const tail = Atomics.load(this.#counters, TAIL);
    if (this.room === 0) Atomics.wait(this.#counters, TAIL, tail, timeoutMs);
    return this.room > 0;
  }

  /**
   * Offers rows; they are copied. Never waits: rows for which there is no room are not taken.
   *
   * @param columns - rows from `options.from` (inclusive, default 0) to `columns.size` (exclusive), in order.
   * @returns the rows that were taken.
   * @throws ReplayError `SHAPE` if a column is wrong, `OPTION` if an option is unknown.
   */
  add(columns: Columns<S>, options: { readonly from?: number } = NO_OPTIONS): number {
    if (options !== NO_OPTIONS) check.names('ReplayProducer.add', options, { from: true });
    const { from = 0 } = options;
    const views = this.#views.of(columns);
    if (!views.every(({ rows }) => rows >= columns.size))
      throw new ReplayError('SHAPE', `size is ${columns.size}, but a column has fewer rows`);
    const head = Atomics.load(this.#counters, HEAD);
    const count = Math.max(0, Math.min(columns.size - from, this.room));
    for (let done = 0; done < count; done += CHUNK) {
      const some = Math.min(CHUNK, count - done);
      for (let at = 0; at < some; at += 1) {
        this.#rows[at] = from + done + at;
        this.#slots[at] = ((head + done + at) >>> 0) % this.#capacity;
      }
      for (const view of views) this.#store.write(view, this.#rows, this.#slots, some);
    }
    // Only now: the rows are whole before anyone can know of them.
    Atomics.store(this.#counters, HEAD, (head + count) | 0);
    return count;
  }
}
