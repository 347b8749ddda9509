import { check } from '../check.js';
import type { EventLog, LogBounds } from '../ports/event-log.js';
import type { KeyedEvent, NewEvent } from '../ports/keyed-event.js';

type Partition = { first: number; events: KeyedEvent[]; ids: Map<string, number> };

/** An event log in memory: for tests, and to try things out. */
export class MemoryEventLog implements EventLog {
  readonly partitions: number;
  readonly #partitions: readonly Partition[];

  /**
   * @param partitions - a whole number ≥ 1.
   * @throws KeyedError `OPTION`
   */
  constructor(partitions: number) {
    check.wholeNumber('partitions', partitions, { min: 1 });
    this.partitions = partitions;
    this.#partitions = Array.from({ length: partitions }, () => ({ first: 1, events: [], ids: new Map() }));
  }

  async append(partition: number, events: readonly NewEvent[]): Promise<number> {
    const at = this.#at(partition);
    for (const { key, body, kind = 'event', id } of events) {
      if (id !== undefined && at.ids.has(id)) continue;
      const sequence = at.first + at.events.length;
      if (id !== undefined) at.ids.set(id, sequence);
      at.events.push({ sequence, key, kind, body: body.slice() });
    }
    return at.first + at.events.length - 1;
  }

  async bounds(partition: number): Promise<LogBounds> {
    const { first, events } = this.#at(partition);
    return { first, last: first + events.length - 1 };
  }

  async read(partition: number, after: number, limit: number): Promise<readonly KeyedEvent[]> {
    const { first, events } = this.#at(partition);
    const from = Math.max(after + 1 - first, 0);
    return events.slice(from, from + limit);
  }

  async drop(partition: number, until: number): Promise<void> {
    const at = this.#at(partition);
    const dropped = at.events.splice(0, Math.max(until + 1 - at.first, 0));
    at.first += dropped.length;
    for (const [id, sequence] of at.ids) if (sequence < at.first) at.ids.delete(id);
  }

  /**
   * Loses the events after `last`, as a log does that had acknowledged what no disk had: their sequences are given to others
   * then. For tests of what must notice.
   */
  cut(partition: number, last: number): void {
    const at = this.#at(partition);
    at.events.length = Math.min(at.events.length, Math.max(last + 1 - at.first, 0));
    for (const [id, sequence] of at.ids) if (sequence > last) at.ids.delete(id);
  }

  #at(partition: number): Partition {
    const found = this.#partitions[partition];
    if (found !== undefined) return found;
    throw check.error(`partition is ${partition}, wanted a whole number from 0 to ${this.partitions - 1}`);
  }
}
