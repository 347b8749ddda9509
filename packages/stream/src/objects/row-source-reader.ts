import type { BlockReader, ChosenColumns } from '../blocks/block-reader.js';
import type { RowBlock } from '../blocks/row-block.js';
import { sourceError } from '../source-error.js';
import { StreamError } from '../stream-error.js';
import { ObjectRows } from './object-rows.js';
import type { RowSource } from './row-source.js';

/** Reads rows that are objects. A block is never waited for: what has come is given. */
export class RowSourceReader implements BlockReader {
  readonly #name: string;
  readonly #iterator: AsyncIterator<object> | Iterator<object>;
  readonly #rows: ObjectRows = new ObjectRows({ keeps: true });
  #row = 0;
  /** Why the rows broke off: thrown again for as long as more are asked for. */
  #failure: unknown;

  constructor(source: RowSource) {
    this.#name = source.name;
    const rows = source.rows();
    this.#iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  get unchosen(): ReadonlySet<string> {
    return this.#rows.unchosen;
  }

  choose(columns: ChosenColumns, features?: number): void {
    this.#rows.choose(columns, features);
  }

  rewrite(block: RowBlock): void {
    this.#rows.rewrite(block);
  }

  /** Passes over the rows before `offset`. */
  async seek(offset: number): Promise<void> {
    while (this.#row < offset) {
      if ((await this.#pull()) === undefined)
        throw new StreamError(
          'POSITION',
          `${this.#name} ends after ${this.#row} rows, ${offset} were seen before`,
        );
      this.#row += 1;
    }
  }

  async next(block: RowBlock): Promise<boolean> {
    this.#rows.start(block);
    // One row at a time: the next one may be an hour away.
    const value = await this.#pull();
    if (value === undefined) return false;
    const row = block.size;
    const fault = this.#rows.put(block, value.row);
    if (fault !== undefined) block.faults.set(row, fault);
    this.#row += 1;
    block.lines[row] = this.#row;
    block.nextLines[row] = this.#row + 1;
    block.ends[row] = this.#row;
    block.size = row + 1;
    this.#rows.finish(block);
    return true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #pull(): Promise<{ readonly row: unknown } | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const { done, value } = await this.#iterator.next();
      return done === true ? undefined : { row: value };
    } catch (cause) {
      this.#failure = sourceError(cause, this.#name);
      throw this.#failure;
    }
  }
}
