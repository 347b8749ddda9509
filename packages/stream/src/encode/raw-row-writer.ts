import { CELL, type Cells, type RowBlock, type RowFault } from '../blocks/row-block.js';
import type { TableSchema } from '../schema/schema.js';
import type { TableBatch } from '../table/table-batch.js';
import { type Missing, missingWords } from '../values/missing-words.js';
import type { DateNotation } from '../values/notation.js';
import { wordOf } from '../values/word-of.js';
import { cellFault } from './cell-fault.js';
import { CategoryColumn, type Remembering } from './columns/category-column.js';
import { cellNumber } from './columns/cell-number.js';
import { cellText } from './columns/cell-text.js';
import { cellTime } from './columns/cell-time.js';
import { FeaturesColumn } from './columns/features-column.js';
import { makeColumns, type RawColumns } from './columns/make-columns.js';
import { LARGEST, NumberColumn } from './columns/number-column.js';
import { type RawColumn, writeMissing } from './columns/raw-column.js';
import { TargetWriter } from './target-writer.js';
import type { Vocabulary } from './vocabulary.js';

const MAX_DOMAINS = 65_535;

/** How rows are written. */
export type RawRowOptions = {
  readonly maxClasses: number;
  /** Whether new words are given numbers. */
  readonly remember: boolean;
  /** Whether rows without a label are welcome while words are remembered; otherwise they are bad. */
  readonly unlabelled?: boolean;
  /** Whether a value that its column cannot read is missing; otherwise the row is bad. */
  readonly lenient?: boolean;
};

/** Writes the rows of blocks into table batches: one raw column per column of the schema. */
export class RawRowWriter {
  readonly width: number;
  readonly targets: TargetWriter;
  /** Of each column by its name, the parts that read it. */
  readonly partsOf: RawColumns['partsOf'];
  readonly #columns: readonly RawColumn[];
  /** 1 for a column of numbers that are kept as they are. */
  readonly #plain: Uint8Array;
  readonly #schema: TableSchema;
  readonly #remembering: Remembering;
  readonly #lenient: boolean;
  readonly #domains: Map<string, number>;
  #fields: readonly string[] | undefined;
  readonly #columnAt: Int32Array;
  readonly #timeNotation: DateNotation | undefined;
  readonly #missing: Missing;
  #timeAt = -1;
  #domainAt = -1;

  constructor(schema: TableSchema, vocabulary: Vocabulary, options: RawRowOptions) {
    this.#schema = schema;
    this.#remembering = { on: options.remember };
    const { columns, partsOf } = makeColumns(schema, vocabulary.categories, this.#remembering);
    this.#columns = columns;
    this.partsOf = partsOf;
    this.targets = new TargetWriter(schema.targets, vocabulary.classes, this.#remembering, {
      maxClasses: options.maxClasses,
      unlabelled: options.unlabelled ?? false,
      missing: schema.missing,
    });
    const timed = schema.columns.find(({ name, type }) => name === schema.timeColumn && type === 'date');
    this.#timeNotation = timed?.type === 'date' ? timed.notation : undefined;
    this.#missing = missingWords(schema.missing);
    this.#plain = Uint8Array.from(this.#columns, (column) =>
      column instanceof NumberColumn && column.plain ? 1 : 0,
    );
    this.width = this.#columns.reduce((sum, column) => sum + column.width, 0);
    this.#lenient = options.lenient ?? false;
    this.#domains = new Map(vocabulary.domains.map((name, index) => [name, index]));
    this.#columnAt = new Int32Array(this.#columns.length);
  }

  get domains(): readonly string[] {
    return [...this.#domains.keys()];
  }

  /** Whether new words are given numbers from now on. */
  set remember(on: boolean) {
    this.#remembering.on = on;
  }

  vocabulary(): Vocabulary {
    const categories = new Map<string, readonly string[]>();
    for (const [name, parts] of this.partsOf) {
      const known = parts.flatMap((part) => (part instanceof CategoryColumn ? part.known : []));
      if (parts.some((part) => part instanceof CategoryColumn)) categories.set(name, known);
    }
    return {
      categories: Object.fromEntries(categories),
      classes: this.targets.classes,
      domains: this.domains,
    };
  }

  /** Writes a row of a block at `batch.size`, without moving on; returns why it could not. */
  write(block: RowBlock, row: number, batch: TableBatch): RowFault | undefined {
    this.map(block);
    const at = batch.size;
    const { data } = batch.inputs;
    let slot = at * this.width;
    // Targets first: what a bad target stops must not have been remembered by a category.
    const bad = this.targets.write(block, row, batch, at);
    if (bad !== undefined) return bad;
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
      if (column instanceof FeaturesColumn && block.features?.width === column.width) {
        data.set(block.features.data.subarray(row * column.width, (row + 1) * column.width), slot);
        slot += column.width;
        continue;
      }
      const fault = column.write(cells, row, data, slot);
      if (fault !== undefined) {
        if (!this.#lenient) return cellFault(column.name, fault.wanted, cells, row);
        writeMissing(column, data, slot);
      }
      slot += column.width;
    }
    batch.lines[at] = block.lines[row]!;
    batch.times[at] = this.#timeAt === -1 ? Number.NaN : this.#time(block.columns[this.#timeAt], row);
    batch.domains[at] = this.#domainAt === -1 ? 0 : this.#domain(block.columns[this.#domainAt], row);
    return undefined;
  }

  /** Finds the columns among the fields of a block, if they are others than before. */
  map({ fields }: RowBlock): void {
    if (fields === this.#fields) return;
    this.#fields = fields;
    const index = new Map(fields.map((name, at) => [name, at]));
    for (const [at, column] of this.#columns.entries()) this.#columnAt[at] = index.get(column.name) ?? -1;
    this.targets.map(index);
    const { timeColumn, domainColumn } = this.#schema;
    this.#timeAt = timeColumn === null ? -1 : (index.get(timeColumn) ?? -1);
    this.#domainAt = domainColumn === null ? -1 : (index.get(domainColumn) ?? -1);
  }

  #time(cells: Cells | undefined, row: number): number {
    if (cells === undefined) return Number.NaN;
    if (this.#timeNotation === undefined) {
      const number = cellNumber(cells, row, { missing: this.#missing });
      if (number !== undefined) return number;
    }
    return cellTime(cells, row, this.#timeNotation, this.#missing) ?? Number.NaN;
  }

  #domain(cells: Cells | undefined, row: number): number {
    if (cells === undefined) return 0;
    const name = wordOf(cellText(cells, row, this.#missing) ?? '');
    const known = this.#domains.get(name);
    if (known !== undefined) return known;
    if (!this.#remembering.on) return 0;
    // Beyond what the column of domains can count, they share the last number.
    const index = this.#domains.size;
    if (index >= MAX_DOMAINS) return MAX_DOMAINS - 1;
    this.#domains.set(name, index);
    return index;
  }
}
