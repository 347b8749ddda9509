import { CELL, type RowBlock } from '../blocks/row-block.js';
import { cellText } from '../encode/columns/cell-text.js';
import type { TableSchema } from '../schema/schema.js';
import type { TableOptions } from './table-options.js';
import { emptyColumns, widenSchema, widenTarget } from './widen-schema.js';

/** The schema of a table while it is read: it grows where rows contradict it, if that is wanted. */
export class GrowingSchema {
  readonly #options: TableOptions;
  #schema: TableSchema;
  #revision = 0;
  /** Columns that had no value so far, and where they are in the current block. */
  #empty: ReadonlySet<string>;
  #emptyAt: readonly number[] = [];
  #fields: readonly string[] | undefined;

  constructor(schema: TableSchema, options: TableOptions) {
    this.#options = options;
    this.#schema = schema;
    this.#empty = this.#grows ? emptyColumns(schema) : new Set();
  }

  get current(): TableSchema {
    return this.#schema;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Columns that had no value so far. */
  get empty(): ReadonlySet<string> {
    return this.#empty;
  }

  /** Finds a column of a row that had no value before and has one now. */
  awakened(block: RowBlock, row: number): string | undefined {
    if (this.#empty.size === 0 || block.faults.has(row)) return undefined;
    if (block.fields !== this.#fields) {
      this.#fields = block.fields;
      this.#emptyAt = block.fields.flatMap((name, at) => (this.#empty.has(name) ? [at] : []));
    }
    const at = this.#emptyAt.find((column) => block.columns[column]!.kinds[row] !== CELL.missing);
    return at === undefined ? undefined : block.fields[at];
  }

  /**
   * Appends a column that can read what the columns of that name cannot, or widens the target of that name; false where that is not
   * wanted, or not possible.
   */
  widen(column: string | undefined, block: RowBlock, row: number, source: string): boolean {
    if (column === undefined || !this.#grows) return false;
    if (this.#widenTarget(column, block, row, source)) return true;
    const wider = widenSchema(this.#schema, column, block, row, this.#options);
    if (wider === undefined) return false;
    const isNew = this.#empty.has(column);
    this.#schema = wider;
    this.#revision += 1;
    this.#empty = emptyColumns(wider);
    this.#fields = undefined;
    const { type } = wider.columns.at(-1)!;
    const line = block.lines[row]!;
    const what = type === 'category' ? 'words' : `${type}s`;
    const message = isNew
      ? `column "${column}" has its first value, and is learned from as ${what} from here on`
      : `column "${column}" has a value that it could not read before, and reads ${what} too from here on`;
    this.#options.onNotice?.({
      kind: 'widened',
      column,
      source,
      line,
      message: `${source} line ${line}: ${message}; --schema with {"types": {"${column}": …}} says what it is`,
    });
    return true;
  }

  /** Makes classes, or numbers, of a target that was taken as yes or no. */
  #widenTarget(name: string, block: RowBlock, row: number, source: string): boolean {
    const cells = block.columns[block.fields.indexOf(name)];
    const wider = widenTarget(this.#schema, name, cells, row, this.#options);
    if (wider === undefined) return false;
    this.#schema = wider;
    this.#revision += 1;
    const [kind, task] =
      wider.targets[0]!.task === 'class' ? ['classes', 'multiclass'] : ['numbers', 'regression'];
    const line = block.lines[row]!;
    const value = JSON.stringify((cellText(cells, row) ?? '').slice(0, 60));
    this.#options.onNotice?.({
      kind: 'widened',
      column: name,
      source,
      line,
      message: `${source} line ${line}: the target "${name}" was yes or no so far and is ${value} here: it is predicted as ${kind} from here on, and what is remembered is learned anew; --task ${task} says so from the start`,
    });
    return true;
  }

  get #grows(): boolean {
    return this.#options.onContradiction === 'widen';
  }
}
