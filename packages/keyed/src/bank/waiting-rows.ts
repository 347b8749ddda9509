import type { LabelWait } from '@graph/online';
import { KeyedError } from '../errors.js';

/** A row that was predicted, and waits for its label. */
export type WaitingRow = {
  /** Count of rows, or the time of the events, when it came. */
  readonly since: number;
  /** Raw values, the last label before it, and what was answered; null where it is missing. */
  readonly values: readonly (number | null)[];
  readonly last: number | null;
  readonly answers: readonly number[] | null;
};

/** What became of an id: its label came, or it expired. */
type Closed = 'labelled' | 'expired';

/** Rows of one key that wait for their labels, by the id that the caller gave them, and ids that no longer wait; the oldest first. */
export class WaitingRows {
  readonly #wait: LabelWait | undefined;
  readonly #most: number;
  readonly #rows: Map<string, WaitingRow>;
  readonly #closed: Map<string, Closed>;

  constructor(wait: LabelWait | undefined, most: number, saved?: Uint8Array) {
    this.#wait = wait;
    this.#most = most;
    const { rows, closed } = saved === undefined ? NOTHING : read(saved);
    this.#rows = new Map(rows);
    this.#closed = new Map(closed);
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): WaitingRow | undefined {
    return this.#rows.get(id);
  }

  /** What became of an id that no longer waits; undefined if it is unknown, or closed too long ago. */
  closed(id: string): Closed | undefined {
    return this.#closed.get(id);
  }

  /** Lets a row wait. @returns how many expired, since too many waited. */
  add(id: string, row: WaitingRow): number {
    const isFull = this.#rows.size >= this.#most;
    if (isFull) this.close(this.#rows.keys().next().value!, 'expired');
    this.#closed.delete(id);
    this.#rows.set(id, row);
    return isFull ? 1 : 0;
  }

  /** Forgets the row of an id. */
  close(id: string, closed: Closed): void {
    this.#rows.delete(id);
    this.#closed.set(id, closed);
    if (this.#closed.size > this.#most) this.#closed.delete(this.#closed.keys().next().value!);
  }

  /** Lets expire what has waited too long at `now`, in rows or in the time of the events. @returns how many. */
  expire(now: number): number {
    const wait = this.#wait;
    if (wait === undefined) return 0;
    const most = 'rows' in wait ? wait.rows : wait.time;
    let expired = 0;
    for (const [id, { since }] of this.#rows) {
      if (now - since <= most) break;
      this.close(id, 'expired');
      expired += 1;
    }
    return expired;
  }

  /** Bytes from which another goes on; none where there is nothing. */
  state(): Uint8Array {
    if (this.#rows.size === 0 && this.#closed.size === 0) return new Uint8Array(0);
    return ENCODER.encode(JSON.stringify({ rows: [...this.#rows], closed: [...this.#closed] }));
  }
}

const ENCODER: InstanceType<typeof TextEncoder> = new TextEncoder();
const DECODER: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { fatal: true });

type Saved = {
  readonly rows: readonly (readonly [string, WaitingRow])[];
  readonly closed: readonly (readonly [string, Closed])[];
};
const NOTHING: Saved = { rows: [], closed: [] };

function read(bytes: Uint8Array): Saved {
  try {
    const saved = JSON.parse(DECODER.decode(bytes)) as Saved;
    if (Array.isArray(saved.rows) && Array.isArray(saved.closed)) return saved;
  } catch (cause) {
    throw new KeyedError('STATE', 'the rows that wait for their labels cannot be read', { cause });
  }
  throw new KeyedError('STATE', 'the rows that wait for their labels are missing');
}
