import type { ColumnView } from '../records/column-view.js';
import type { RecordLayout } from '../records/record-layout.js';
import type { ProducerPort } from './producer-port.js';
import { ProducerRing } from './producer-ring.js';

/** The rings through which other threads put rows into a memory, in the order in which they were opened. */
export class Producers {
  readonly #rings: ProducerRing[] = [];

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#rings.length === 0;
  }

  /** @throws ReplayError `OPTION` if a ring of so many rows is not possible. */
  open(layout: RecordLayout, rows: number): ProducerPort {
    const ring = new ProducerRing(layout, rows);
    this.#rings.push(ring);
    return ring.port;
  }

  /**
   * Takes the rows that wait, at most `limit` of each ring.
   *
   * @param views - of a batch of `room` rows, which is filled again and again.
   * @param add - is told how many rows are in it.
   * @returns the rows taken.
   */
  receive(limit: number, views: readonly ColumnView[], room: number, add: (rows: number) => void): number {
    let received = 0;
    for (const ring of this.#rings) {
      const wanted = Math.min(limit, ring.waiting);
      for (let taken = 0; taken < wanted; ) {
        const rows = ring.take(views, Math.min(room, wanted - taken));
        add(rows);
        taken += rows;
        received += rows;
      }
    }
    return received;
  }
}
