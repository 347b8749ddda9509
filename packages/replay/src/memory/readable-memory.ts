import { check } from '../check.js';
import { topSlots } from '../draws/top-slots.js';
import type { Eviction } from '../eviction/eviction.js';
import type { Schema } from '../records/schema.js';
import { stateOf } from '../state/memory-state.js';
import type { ReplayState } from '../state/replay-state.js';
import type { Strategy } from '../strategies/strategy.js';
import { type InspectedRow, inspectRow } from './inspect.js';
import type { Difference, MemoryParts } from './memory-parts.js';
import { type ReplayStatistics, statisticsOf } from './statistics.js';

/** What one sees of a memory without changing it: the half of `ReplayMemory` that only looks. */
export abstract class ReadableMemory<S extends Schema> implements Iterable<InspectedRow<S>> {
  /** Not for callers: what the memory consists of. */
  protected readonly parts: MemoryParts;

  protected constructor(parts: MemoryParts) {
    this.parts = parts;
  }

  /** Where this memory was restored with other options than were saved, both values: the caller's were taken. */
  get differences(): readonly Difference[] {
    return this.parts.differences;
  }

  /** Rows in the memory. */
  get size(): number {
    return this.parts.core.order.size;
  }

  /** Rows that it can hold. */
  get capacity(): number {
    return this.parts.core.capacity;
  }

  /** Rows ever added; the id of the next one. */
  get added(): number {
    return this.parts.core.order.nextId;
  }

  /** How rows are drawn. */
  get strategy(): Strategy {
    return this.parts.strategy;
  }

  /** Which row leaves. */
  get eviction(): Eviction {
    return this.parts.core.options.eviction;
  }

  /** Which kernel runs it: both give the same bits. */
  get kernel(): 'javascript' | 'webassembly' {
    return this.parts.core.kernel.name;
  }

  /** Copies the row `id` and what is known of it, or returns undefined if it is not here. O(1) to O(log rows). */
  inspect(id: number): InspectedRow<S> | undefined {
    return inspectRow(this.parts, id);
  }

  /** Copies row by row what is in the memory, by ascending id. O(1) a row under `fifo`; the ids are sorted elsewhere. */
  *[Symbol.iterator](): Generator<InspectedRow<S>, void, undefined> {
    for (const id of this.ids()) {
      const row = this.inspect(id);
      if (row !== undefined) yield row;
    }
  }

  /** Returns the ids of all rows, ascending. */
  ids(): Float64Array {
    return Float64Array.from({ length: this.size }, (_, slot) => this.parts.core.order.idAt(slot)).sort();
  }

  /**
   * Returns the ids of the `count` rows of the highest priority, the highest first. O(rows / 8 + count · log count).
   *
   * @throws ReplayError `OPTION` if `count` is not a whole number ≥ 0.
   */
  top(count: number): Float64Array {
    check.wholeNumber('count of top', count, { min: 0 });
    return Float64Array.from(topSlots(this.parts.core, count), (slot) => this.parts.core.order.idAt(slot));
  }

  /**
   * Counts what is there and what became of it. O(rows).
   *
   * @param by - names of fields of shape `[]` (domains, classes) whose values are counted too.
   * @throws ReplayError `SCHEMA` if one of them is not.
   */
  statistics(by: readonly (keyof S & string)[] = []): ReplayStatistics {
    return statisticsOf(this.parts, by);
  }

  /**
   * Returns which bytes of the arrays `records` and `ids` of `state()` may have changed since the last call (all of them
   * at the first), and starts anew: for a checkpoint store that would otherwise have to look at every byte.
   * O(capacity / 64 KiB).
   *
   * @returns by the array's name, ranges `[from, to)` of bytes, in order.
   */
  takeChanges(): { readonly [array: string]: readonly (readonly [from: number, to: number])[] } {
    return this.parts.core.takeChanges();
  }

  /**
   * Returns everything that changes, as plain data. Arrays are views, valid until the next change: `records`,
   * `weights` and `timesDrawn` (and `ids` unless rows leave in order) hold the rows in use and change only where rows
   * do, never by moving them.
   */
  state(): ReplayState {
    return stateOf(this.parts);
  }
}
