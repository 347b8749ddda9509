import { checkKept, checkSequences } from './check-sequences.js';
import type { ServedEvent } from './event.js';
import type { EventLog } from './event-log.js';

/** A log in memory, for tests and for models that need not outlive their process. */
export class MemoryEventLog implements EventLog {
  #events: ServedEvent[] = [];
  #first = 1;

  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#first + this.#events.length - 1;
  }

  async append(events: readonly ServedEvent[]): Promise<void> {
    checkSequences(events, this.last);
    // What is read later must not change with what the caller keeps.
    this.#events.push(...structuredClone(events));
  }

  async *read(after: number): AsyncIterable<readonly ServedEvent[]> {
    checkKept(after, this.#first);
    const events = this.#events.slice(Math.max(after + 1 - this.#first, 0));
    if (events.length > 0) yield structuredClone(events);
  }

  async drop(until: number): Promise<void> {
    const gone = Math.min(Math.max(until + 1 - this.#first, 0), this.#events.length);
    this.#events = this.#events.slice(gone);
    this.#first += gone;
  }

  async close(): Promise<void> {}
}
