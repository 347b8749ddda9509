import { StateReader, type StateTree } from '@graph/core';
import { OnlineError } from '../errors.js';
import { AnsweredRows } from '../rows/answered-rows.js';
import type { ClosedStatus, IdStatus } from './online-model-types.js';

/** How long a predicted row waits for its label: so many rows, or so much time as the caller tells it. */
export type LabelWait = { readonly rows: number } | { readonly time: number };

/** What became of an id: its label came, it expired, or it is unknown. */
export type ClosedId = { readonly label: string | number | boolean | null } | 'expired';

const FIRST_CAPACITY = 16;

/** Predicted rows whose labels have not come, by the id that the caller gave them. */
export class PendingLabels {
  readonly #wait: LabelWait | undefined;
  readonly #maxPending: number;
  readonly #rows: AnsweredRows;
  #capacity: number = FIRST_CAPACITY;
  /** Slots by id, the oldest first. */
  readonly #slots = new Map<string, number>();
  #free: number[] = [];
  /** When each slot was filled: the count of rows, or the caller's time. */
  #since: Float64Array<ArrayBuffer> = new Float64Array(FIRST_CAPACITY);
  /** Ids that no longer wait, the oldest first, as many as may wait at most. */
  readonly #closed = new Map<string, ClosedId>();
  #expired = 0;

  /** @param state - of an earlier one with rows of the same widths. */
  constructor(
    options: { readonly wait: LabelWait | undefined; readonly maxPending: number },
    rawWidth: number,
    targetCount: number,
    state?: StateTree,
  ) {
    this.#wait = options.wait;
    this.#maxPending = options.maxPending;
    this.#rows = new AnsweredRows(FIRST_CAPACITY, rawWidth, targetCount);
    for (let slot = FIRST_CAPACITY - 1; slot >= 0; slot -= 1) this.#free.push(slot);
    if (state === undefined) return;
    const reader = new StateReader(state, 'the pending labels', OnlineError);
    const ids = reader.json('ids') as string[];
    this.#grow(ids.length);
    const saved = new AnsweredRows(ids.length, rawWidth, targetCount);
    saved.restore(reader.child('rows'));
    const since = reader.floats('since', ids.length);
    for (const [at, id] of ids.entries()) this.#put(id, saved, at, since[at]!);
    for (const [id, closed] of reader.json('closed') as [string, ClosedId][]) this.#closed.set(id, closed);
    this.#expired = reader.count('expired');
  }

  /** Rows that wait. */
  get size(): number {
    return this.#slots.size;
  }

  /** Rows whose label did not come in time, so far. */
  get expired(): number {
    return this.#expired;
  }

  /** The rows that wait, at the slots that `slotOf` gives. */
  get rows(): AnsweredRows {
    return this.#rows;
  }

  slotOf(id: string): number | undefined {
    return this.#slots.get(id);
  }

  /** What became of an id that does not wait. */
  closedStatus(id: string): ClosedStatus {
    const closed = this.#closed.get(id);
    if (closed === undefined) return { status: 'unknown' };
    return closed === 'expired' ? { status: 'expired' } : { status: 'labelled', label: closed.label };
  }

  /** What became of an id. */
  statusOf(id: string): IdStatus {
    return this.#slots.has(id) ? { status: 'waiting' } : this.closedStatus(id);
  }

  /** Lets a row wait; the oldest ones expire where there are too many. */
  add(id: string, from: AnsweredRows, row: number, since: number): void {
    if (this.#slots.size >= this.#maxPending) this.#expire(this.#slots.keys().next().value!);
    if (this.#free.length === 0) this.#grow(2 * this.#capacity);
    this.#closed.delete(id);
    this.#put(id, from, row, since);
  }

  /**
   * The count of rows, or the caller's time: whatever the wait counts.
   *
   * @throws OnlineError `OPTION` if a time is wanted and not given.
   */
  now(rows: number, time: number | undefined, call: string): number {
    if (this.#wait === undefined || 'rows' in this.#wait) return rows;
    if (time === undefined || Number.isNaN(time))
      throw new OnlineError('OPTION', `labelWait is a time, so ${call} needs { time }: when that is`);
    return time;
  }

  /** Lets a row expire before its time. Returns whether it waited. */
  expire(id: string): boolean {
    const waits = this.#slots.has(id);
    if (waits) this.#expire(id);
    return waits;
  }

  /** Lets expire what has waited too long at `now`, in rows or in the caller's time. */
  expireUntil(now: number): void {
    if (this.#wait === undefined) return;
    const wait = 'rows' in this.#wait ? this.#wait.rows : this.#wait.time;
    for (const [id, slot] of this.#slots) {
      if (now - this.#since[slot]! <= wait) return;
      this.#expire(id);
    }
  }

  /** Lets expire what has waited too long after so many rows, where rows are what is counted. */
  expireRows(rows: number): void {
    if (this.#wait !== undefined && 'rows' in this.#wait) this.expireUntil(rows);
  }

  /** Forgets the row of an id whose label has come. */
  close(id: string, closed: ClosedId): void {
    const slot = this.#slots.get(id)!;
    this.#slots.delete(id);
    this.#free.push(slot);
    this.#closed.set(id, closed);
    if (this.#closed.size > this.#maxPending) this.#closed.delete(this.#closed.keys().next().value!);
  }

  /** Makes room for more raw values a row; those of waiting rows are missing. */
  widen(rawWidth: number): void {
    this.#rows.widen(rawWidth);
  }

  state(): StateTree {
    const { inputs, targets } = this.#rows.rows;
    const rows = new AnsweredRows(this.size, inputs.shape[1]!, targets.shape[1]!);
    const since = new Float64Array(this.size);
    let at = 0;
    for (const slot of this.#slots.values()) {
      rows.copy(at, this.#rows, slot);
      since[at] = this.#since[slot]!;
      at += 1;
    }
    rows.rows.size = at;
    return {
      ids: JSON.stringify([...this.#slots.keys()]),
      rows: rows.state(),
      since,
      closed: JSON.stringify([...this.#closed]),
      expired: this.#expired,
    };
  }

  #put(id: string, from: AnsweredRows, row: number, since: number): void {
    const slot = this.#free.pop()!;
    this.#rows.copy(slot, from, row);
    this.#since[slot] = since;
    this.#slots.set(id, slot);
  }

  #expire(id: string): void {
    this.close(id, 'expired');
    this.#expired += 1;
  }

  #grow(capacity: number): void {
    if (capacity <= this.#capacity) return;
    this.#rows.reserve(capacity);
    const since = new Float64Array(capacity);
    since.set(this.#since);
    this.#since = since;
    for (let slot = capacity - 1; slot >= this.#capacity; slot -= 1) this.#free.push(slot);
    this.#capacity = capacity;
  }
}
