import { BooleanColumn } from './columns/boolean-column.js';
import { CategoryColumn } from './columns/category-column.js';
import { cellNumber } from './columns/cell-number.js';
import { cellText } from './columns/cell-text.js';
import { DateColumn } from './columns/date-column.js';
import { NumberColumn } from './columns/number-column.js';
import type { RawColumn } from './columns/raw-column.js';
import { TextColumn } from './columns/text-column.js';
import { parseBoolean } from './parse-boolean.js';
import { parseDate } from './parse-date.js';
import { CELL, type Cells, type RowBlock, type RowFault } from './row-block.js';
import type { ColumnSchema, TableSchema, TargetSchema } from './schema.js';
import type { TableBatch } from './table-batch.js';

/** The words that have been met and given a number: the part of reading that is state. */
export type Vocabulary = {
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly classes: readonly string[];
  readonly domains: readonly string[];
};

const MAX_DOMAINS = 65_535;
/** The largest number a 32-bit float holds. */
const LARGEST = 3.4028234663852886e38;

/** Writes the rows of blocks into table batches: one raw column per column of the schema. */
export class RawRowWriter {
  readonly width: number;
  readonly #columns: readonly RawColumn[];
  /** 1 for a column of numbers that are kept as they are. */
  readonly #plain: Uint8Array;
  readonly #targets: readonly TargetSchema[];
  readonly #schema: TableSchema;
  readonly #maxClasses: number;
  readonly #remember: boolean;
  readonly #classes: Map<string, number>;
  readonly #domains: Map<string, number>;
  #fields: readonly string[] | undefined;
  readonly #columnAt: Int32Array;
  readonly #targetAt: Int32Array;
  #timeAt = -1;
  #domainAt = -1;

  constructor(
    schema: TableSchema,
    vocabulary: Vocabulary,
    options: { readonly maxClasses: number; readonly remember: boolean },
  ) {
    this.#schema = schema;
    this.#columns = schema.columns.flatMap((column) => {
      const made = rawColumn(column, vocabulary.categories[column.name] ?? [], options.remember);
      return made === undefined ? [] : [made];
    });
    this.#targets = schema.targets;
    this.#plain = Uint8Array.from(this.#columns, (column) =>
      column instanceof NumberColumn && column.plain ? 1 : 0,
    );
    this.width = this.#columns.reduce((sum, column) => sum + column.width, 0);
    this.#maxClasses = options.maxClasses;
    this.#remember = options.remember;
    this.#classes = new Map(vocabulary.classes.map((name, index) => [name, index]));
    this.#domains = new Map(vocabulary.domains.map((name, index) => [name, index]));
    this.#columnAt = new Int32Array(this.#columns.length);
    this.#targetAt = new Int32Array(schema.targets.length);
  }

  get classes(): readonly string[] {
    return [...this.#classes.keys()];
  }

  get classCount(): number {
    return this.#classes.size;
  }

  get domains(): readonly string[] {
    return [...this.#domains.keys()];
  }

  vocabulary(): Vocabulary {
    const categories: Record<string, readonly string[]> = {};
    for (const column of this.#columns)
      if (column instanceof CategoryColumn) categories[column.name] = column.known;
    return { categories, classes: this.classes, domains: this.domains };
  }

  /** Writes a row of a block at `batch.size`, without moving on; says why it could not. */
  write(block: RowBlock, row: number, batch: TableBatch): RowFault | undefined {
    if (block.fields !== this.#fields) this.#map(block.fields);
    const at = batch.size;
    const { data } = batch.inputs;
    let slot = at * this.width;
    // Targets first: what a bad target stops must not have been remembered by a category.
    for (let target = 0; target < this.#targets.length; target += 1) {
      const fault = this.#target(target, block, row, batch);
      if (fault !== undefined) return fault;
    }
    for (let index = 0; index < this.#columns.length; index += 1) {
      const cells = block.columns[this.#columnAt[index]!];
      // Most cells of most tables are plain numbers: a call through the interface would cost more than the work.
      if (cells !== undefined && this.#plain[index] === 1 && cells.kinds[row] === CELL.number) {
        const number = cells.numbers[row] as number;
        if (number <= LARGEST && number >= -LARGEST) {
          data[slot] = number;
          slot += 1;
          continue;
        }
      }
      const column = this.#columns[index]!;
      const fault = column.write(cells, row, data, slot);
      if (fault !== undefined) return cellFault(column.name, fault.wanted, cells, row);
      slot += column.width;
    }
    batch.lines[at] = block.lines[row]!;
    batch.times[at] = this.#timeAt === -1 ? Number.NaN : this.#time(block.columns[this.#timeAt], row);
    batch.domains[at] = this.#domainAt === -1 ? 0 : this.#domain(block.columns[this.#domainAt], row);
    batch.levels[at] = 0;
    return undefined;
  }

  #map(fields: readonly string[]): void {
    this.#fields = fields;
    const index = new Map(fields.map((name, at) => [name, at]));
    for (const [at, column] of this.#columns.entries()) this.#columnAt[at] = index.get(column.name) ?? -1;
    for (const [at, target] of this.#targets.entries()) this.#targetAt[at] = index.get(target.name) ?? -1;
    this.#timeAt = index.get(this.#schema.timeColumn ?? '') ?? -1;
    this.#domainAt = index.get(this.#schema.domainColumn ?? '') ?? -1;
  }

  #target(index: number, block: RowBlock, row: number, batch: TableBatch): RowFault | undefined {
    const { name, task, origin, scale } = this.#targets[index]!;
    const cells = block.columns[this.#targetAt[index]!];
    const at = batch.size * this.#targets.length + index;
    let truth: number;
    if (task === 'class') {
      const label = cellText(cells, row);
      if (label === undefined) truth = Number.NaN;
      else {
        const known = this.#class(label);
        if (known === undefined)
          return cellFault(
            name,
            `one of at most ${this.#maxClasses} classes (option maxClasses)`,
            cells,
            row,
          );
        truth = known;
      }
    } else {
      const number =
        cellNumber(cells, row) ?? (task === 'binary' ? parseBoolean(cells?.texts[row] ?? '') : undefined);
      const text = cells?.kinds[row] === CELL.text && cellNumber(cells, row) === undefined;
      if (number === undefined || (text && Number.isNaN(number)))
        return cellFault(name, task === 'binary' ? 'yes or no (true/false, 1/0)' : 'a number', cells, row);
      if (task === 'binary' && number !== 0 && number !== 1 && !Number.isNaN(number))
        return cellFault(name, '0 or 1', cells, row);
      if (!Number.isFinite(Math.fround((number - origin) * scale)) && !Number.isNaN(number))
        return cellFault(name, 'a number that a 32-bit float can hold', cells, row);
      truth = number;
    }
    if (Number.isNaN(truth) && this.#remember) return cellFault(name, 'a value to learn', cells, row);
    batch.truths[at] = truth;
    batch.targets.data[at] = (truth - origin) * scale;
    return undefined;
  }

  #class(label: string): number | undefined {
    const known = this.#classes.get(label);
    if (known !== undefined) return known;
    if (!this.#remember) return Number.NaN;
    const index = this.#classes.size;
    if (index >= this.#maxClasses) return undefined;
    this.#classes.set(label, index);
    return index;
  }

  #time(cells: Cells | undefined, row: number): number {
    if (cells === undefined) return Number.NaN;
    if (cells.kinds[row] === CELL.number) return cells.numbers[row]!;
    const text = cellText(cells, row);
    if (text === undefined) return Number.NaN;
    const number = cellNumber(cells, row);
    return number === undefined ? parseDate(text) : number;
  }

  #domain(cells: Cells | undefined, row: number): number {
    if (cells === undefined) return 0;
    const name = cellText(cells, row) ?? '';
    const known = this.#domains.get(name);
    if (known !== undefined) return known;
    if (!this.#remember) return 0;
    // Beyond what the column of domains can count, they share the last number.
    const index = this.#domains.size;
    if (index >= MAX_DOMAINS) return MAX_DOMAINS - 1;
    this.#domains.set(name, index);
    return index;
  }
}

function rawColumn(schema: ColumnSchema, known: readonly string[], remember: boolean): RawColumn | undefined {
  switch (schema.type) {
    case 'number':
      return new NumberColumn(schema);
    case 'boolean':
      return new BooleanColumn(schema);
    case 'category':
      return new CategoryColumn(schema, known, remember);
    case 'date':
      return new DateColumn(schema);
    case 'text':
      return new TextColumn(schema);
    case 'ignored':
      return undefined;
  }
}

function cellFault(column: string, wanted: string, cells: Cells | undefined, row: number): RowFault {
  const kind = cells?.kinds[row];
  const value =
    kind === CELL.text
      ? JSON.stringify((cells?.texts[row] ?? '').slice(0, 60))
      : kind === CELL.number || kind === CELL.boolean
        ? String(cells?.numbers[row])
        : 'missing';
  return { code: 'BAD_ROW', message: `column "${column}" is ${value}, wanted ${wanted}`, column, value };
}
