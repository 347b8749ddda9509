import type { ChosenColumns } from '../blocks/block-reader.js';
import { CELL, type RowBlock, type RowFault } from '../blocks/row-block.js';
import { hashText } from '../values/hash-text.js';
import { wordOf } from '../values/word-of.js';

/** Columns that rows which come one by one may have, and those of a file while nothing was chosen of it. */
const MAX_COLUMNS = 4096;
const MAX_KEPT_COLUMNS = 16_384;
const MAX_DEPTH = 16;

/**
 * Puts objects into the columns of a block: `{ a: 1, b: { c: [2, 'x'] } }` has the columns `a`, `b.c.0` and `b.c.1`.
 * Columns are added as they appear; a column that a row does not have is missing there.
 */
export class ObjectRows {
  /** Columns by name; those that are not chosen are not here once there was a choice. */
  readonly #index: Map<string, number>;
  #fields: readonly string[];
  #appended = false;
  #chosen = false;
  /** Inputs that all columns which are not chosen share. */
  #features = 0;
  readonly #skipFurther: boolean;
  readonly #keeps: boolean;
  /** The column that comes next if this object has its keys in the order of the columns. */
  #expected = 0;
  /** Whether columns are added as they appear; otherwise unknown ones are passed over. */
  adds = true;
  /** Columns that were met and not chosen, the first hundred of them. */
  readonly unchosen: Set<string> = new Set();

  /**
   * @param options - `fields`: columns that are known already; `skipFurther`: a column beyond the most that can be read is
   *   passed over, by default its row is bad; `keeps`: blocks keep the objects until columns are chosen, so that they can be
   *   read once more, and a further column is only a mark in the block.
   */
  constructor(
    options: {
      readonly fields?: readonly string[];
      readonly skipFurther?: boolean;
      readonly keeps?: boolean;
    } = {},
  ) {
    this.#fields = [...(options.fields ?? [])];
    this.#index = new Map(this.#fields.map((name, at) => [name, at]));
    this.#skipFurther = options.skipFurther ?? false;
    this.#keeps = options.keeps ?? false;
  }

  /** The columns, in the order in which they appeared. */
  get fields(): readonly string[] {
    return this.#fields;
  }

  /** Keeps these columns only from now on, and the sum of what all others hash to. */
  choose(columns: ChosenColumns, features = 0): void {
    this.#chosen = true;
    this.#features = features;
    for (const name of this.#fields)
      if (!columns.has(name) && this.unchosen.size < 100) this.unchosen.add(name);
    this.#index.clear();
    this.#fields = [...columns.keys()];
    for (const [index, name] of this.#fields.entries()) this.#index.set(name, index);
  }

  /** Makes what follows `block.size` ready for rows. */
  start(block: RowBlock): void {
    block.useFields(this.#fields);
    const { size, capacity } = block;
    // A call of fill would cost more than a row.
    for (const { kinds } of block.columns)
      if (capacity === 1) kinds[0] = CELL.missing;
      else kinds.fill(CELL.missing, size);
    if (this.#features === 0) return;
    if (block.features === undefined)
      block.features = { width: this.#features, data: new Float32Array(capacity * this.#features) };
    block.features.data.fill(0, size * this.#features);
  }

  /** Reads rows that were kept once more, with the columns that were chosen since. */
  rewrite(block: RowBlock): void {
    const { kept, size } = block;
    block.kept = undefined;
    // Without features every column that was chosen is in the block already.
    if (kept === undefined || this.#features === 0) return;
    block.size = 0;
    this.start(block);
    for (const [row, value] of kept.rows.entries()) {
      block.size = row;
      if (value !== undefined) this.put(block, value);
    }
    block.size = size;
    this.finish(block);
  }

  /** Writes one row at `block.size`, without moving on; returns why it could not. */
  put(block: RowBlock, value: unknown): RowFault | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return {
        code: 'BAD_ROW',
        message: 'is not an object, wanted one like {"age": 41, "city": "Oslo"}',
        value: show(value),
      };
    this.#expected = 0;
    if (this.#keeps && !this.#chosen) {
      block.kept ??= { rows: [], isCut: false };
      block.kept.rows[block.size] = value;
    }
    return this.#object(block, value as Readonly<Record<string, unknown>>, '', 0);
  }

  /** Gives a filled block the names of all columns met so far. */
  finish(block: RowBlock): void {
    if (this.#appended) this.#fields = [...this.#index.keys()];
    this.#appended = false;
    block.fields = this.#fields;
  }

  #object(
    block: RowBlock,
    object: Readonly<Record<string, unknown>>,
    prefix: string,
    depth: number,
  ): RowFault | undefined {
    if (depth > MAX_DEPTH)
      return { code: 'BAD_ROW', message: `is nested more than ${MAX_DEPTH} deep`, column: prefix };
    const prototype: unknown = Object.getPrototypeOf(object);
    const bare = prototype === Object.prototype || prototype === null;
    // Unlike Object.keys, this allocates nothing; plain objects need no look at whose the key is.
    for (const key in object) {
      if (!bare && !Object.hasOwn(object, key)) continue;
      const name = prefix.length === 0 ? key : `${prefix}.${key}`;
      const value = object[key];
      const fault =
        typeof value === 'object' && value !== null && !(value instanceof Date || value instanceof Uint8Array)
          ? this.#object(block, value as Readonly<Record<string, unknown>>, name, depth + 1)
          : this.cell(block, name, value);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Writes one value at `block.size`; an object that is not a Date is missing. */
  cell(block: RowBlock, name: string, value: unknown): RowFault | undefined {
    let column: number | undefined = this.#expected;
    if (this.#fields[column] !== name) column = this.#index.get(name);
    if (column === undefined) {
      if (!this.adds) return undefined;
      if (this.#chosen) {
        if (this.#features > 0) this.#add(block, name, value);
        else if (this.unchosen.size < 100) this.unchosen.add(name);
        return undefined;
      }
      column = this.#index.size;
      if (column >= MAX_COLUMNS && this.#skipFurther) return undefined;
      if (column >= MAX_KEPT_COLUMNS && block.kept !== undefined) {
        block.kept.isCut = true;
        return undefined;
      }
      if (column >= MAX_COLUMNS && block.kept === undefined)
        return {
          code: 'BAD_ROW',
          message: `would be column ${column + 1}, at most ${MAX_COLUMNS} can be read`,
          column: name,
        };
      this.#index.set(name, column);
      this.#appended = true;
    }
    this.#expected = column + 1;
    if (column >= block.columns.length) block.columns.push(block.createCells());
    const cells = block.columns[column]!;
    const row = block.size;
    if (typeof value === 'number') {
      cells.kinds[row] = Number.isNaN(value) ? CELL.missing : CELL.number;
      cells.numbers[row] = value;
    } else if (typeof value === 'string') {
      cells.kinds[row] = CELL.text;
      cells.texts[row] = value;
    } else if (typeof value === 'boolean') {
      cells.kinds[row] = CELL.boolean;
      cells.numbers[row] = value ? 1 : 0;
    } else if (typeof value === 'bigint') {
      const number = Number(value);
      const isExact = Number.isSafeInteger(number);
      cells.kinds[row] = isExact ? CELL.number : CELL.text;
      // Beyond 2^53 two different numbers may be the same double: the digits are kept.
      if (isExact) cells.numbers[row] = number;
      else cells.texts[row] = String(value);
    } else if (value instanceof Date) {
      const time = value.getTime();
      cells.kinds[row] = Number.isNaN(time) ? CELL.missing : CELL.text;
      if (!Number.isNaN(time)) cells.texts[row] = value.toISOString();
    } else {
      cells.kinds[row] = CELL.missing;
    }
    return undefined;
  }

  /** Adds a value to the features of its row: a number with its size, a word as 1 of its own. */
  #add(block: RowBlock, name: string, value: unknown): void {
    const number = typeof value === 'string' ? 1 : Number(value);
    if (!Number.isFinite(number) || value === null || typeof value === 'object') return;
    const { width, data } = block.features!;
    const hash = hashText(typeof value === 'string' ? `${name}=${wordOf(value)}` : name, 0);
    const at = block.size * width + ((hash >>> 1) % width);
    data[at] = (data[at] as number) + ((hash & 1) === 0 ? number : -number);
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
