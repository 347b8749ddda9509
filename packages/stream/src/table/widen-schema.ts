import { CELL, type Cells, RowBlock } from '../blocks/row-block.js';
import { cellNumber } from '../encode/columns/cell-number.js';
import { isMissingCell } from '../encode/columns/is-missing-cell.js';
import { guessColumn } from '../rows/guess-column.js';
import { NO_VALUE } from '../schema/infer-columns.js';
import type { ColumnSchema, TableSchema, TargetSchema } from '../schema/schema.js';
import { missingWords } from '../values/missing-words.js';
import type { TableOptions } from './table-options.js';

/** The most entries that a column may have. */
const MAX_PARTS = 12;
const SLOTS = 8;
const BUCKETS = 4;

/**
 * Makes of a target that was taken as yes or no one of classes, whose first two are no and yes, or one of numbers where the value is a
 * fraction.
 *
 * @param cells - with a value that is neither yes nor no.
 * @returns undefined where it is another target, or the user has said what it is.
 */
export function widenTarget(
  schema: TableSchema,
  name: string,
  cells: Cells | undefined,
  row: number,
  options: TableOptions,
): TableSchema | undefined {
  const [target, ...others] = schema.targets;
  if (target?.name !== name || others.length > 0 || target.task !== 'binary') return undefined;
  if (options.task !== undefined || target.values !== undefined) return undefined;
  const number = cellNumber(cells, row);
  const isFraction = target.words === undefined && number !== undefined && !Number.isInteger(number);
  const wider: TargetSchema = isFraction
    ? { name, task: 'regression', origin: 0, scale: 1 }
    : { name, task: 'class', origin: 0, scale: 1, words: target.words ?? ['0', '1'] };
  return { ...schema, targets: [wider] };
}

/** Tells whether a schema has columns that may still come alive. */
export function emptyColumns(schema: TableSchema): ReadonlySet<string> {
  const names = new Set<string>();
  const alive = new Set(schema.columns.filter(({ type }) => type !== 'ignored').map(({ name }) => name));
  for (const column of schema.columns)
    if (column.type === 'ignored' && column.reason === NO_VALUE && !alive.has(column.name))
      names.add(column.name);
  return names;
}

/**
 * Appends a column to a schema that can read a value which the columns of its name cannot: words for numbers, dates and yes/no
 * that turned out to have others, or whatever a column that was empty comes alive with.
 *
 * @returns undefined where the user has said what the column is, or it has as many entries as it may.
 */
export function widenSchema(
  schema: TableSchema,
  name: string,
  block: RowBlock,
  row: number,
  options: TableOptions,
): TableSchema | undefined {
  const entries = schema.columns.filter((column) => column.name === name);
  const type =
    options.types !== undefined && Object.hasOwn(options.types, name) ? options.types[name] : undefined;
  if (entries.length === 0 || entries.length >= MAX_PARTS || type !== undefined) return undefined;
  const isEmpty = entries.every((entry) => entry.type === 'ignored');
  const cells = block.columns[block.fields.indexOf(name)];
  if (cells === undefined || isMissingCell(cells, row, missingWords(schema.missing))) return undefined;
  const single = new RowBlock(1);
  const one = single.createCells();
  one.kinds[0] = cells.kinds[row]!;
  one.numbers[0] = cells.numbers[row]!;
  if (cells.kinds[row] === CELL.text) one.texts[0] = cells.texts[row]!;
  const guess = guessColumn(name, one, {
    // What is no number, date or yes/no is a word; a part for words takes them all.
    type: isEmpty ? undefined : 'category',
    missing: isEmpty,
    oneHotLimit: options.oneHotLimit ?? 32,
    hashBuckets: options.hashBuckets ?? 32,
    part: entries.length + 1,
  });
  const entry: ColumnSchema =
    guess.type === 'category' ? { ...guess, slots: SLOTS, buckets: BUCKETS } : guess;
  return {
    ...schema,
    appendedFrom: schema.appendedFrom ?? schema.columns.length,
    columns: [...schema.columns, entry],
  };
}
