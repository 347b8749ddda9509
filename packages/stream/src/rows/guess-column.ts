import { CELL, type Cells } from '../blocks/row-block.js';
import { cellNumber } from '../encode/columns/cell-number.js';
import { cellTime } from '../encode/columns/cell-time.js';
import type { ColumnSchema, ColumnType } from '../schema/schema.js';
import { type DateNotation, isDateNotation, type NumberNotation } from '../values/notation.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { parseDate } from '../values/parse-date.js';
import { plainNumber } from '../values/plain-number.js';

const FIRST_SLOTS = 8;

/** What a column that is made of one value is made with. */
export type GuessOptions = {
  /** The type, if it is known. */
  readonly type: ColumnType | undefined;
  /** Whether it has an indicator for missing values from the start. */
  readonly missing: boolean;
  /** How its values are written, and which numbers mean "no value", if the user says so. */
  readonly notation?: NumberNotation | DateNotation | undefined;
  readonly sentinels?: readonly number[] | undefined;
  readonly oneHotLimit: number;
  readonly hashBuckets: number;
  /** Which entry of its name it is, undefined for the first. */
  readonly part: number | undefined;
};

/** Makes a column of one value of it, which is in row 0 of the cells and not missing. */
export function guessColumn(name: string, cells: Cells, options: GuessOptions): ColumnSchema {
  const { missing, part } = options;
  const head = { name, ...(part === undefined ? {} : { part }) };
  const { notation, sentinels = [] } = options;
  const written = isDateNotation(notation) ? 'date' : notation === undefined ? undefined : 'number';
  const type = options.type ?? written ?? guessType(cells, part !== undefined);
  switch (type) {
    case 'number':
      return {
        ...head,
        type,
        missing,
        ...frameOf(cellNumber(cells, 0, { notation: isDateNotation(notation) ? undefined : notation }) ?? 0),
        ...(notation === undefined || isDateNotation(notation) ? {} : { notation }),
        ...(sentinels.length === 0 ? {} : { sentinels }),
      };
    case 'boolean':
      return { ...head, type, missing };
    case 'date':
      return {
        ...head,
        type,
        missing,
        cycles: notation === 'time of day' ? ['day'] : ['day', 'week', 'year'],
        origin:
          notation === 'time of day' ? 0 : timeOf(cells, isDateNotation(notation) ? notation : undefined),
        ...(isDateNotation(notation) ? { notation } : {}),
      };
    case 'text':
      return { ...head, type, missing, buckets: options.hashBuckets };
    case 'ignored':
      return { ...head, type, reason: 'ignored by its type' };
    case 'category':
      // A few at first: most columns have a handful of categories, and more slots can be appended.
      return { ...head, type, missing, slots: Math.min(FIRST_SLOTS, options.oneHotLimit), buckets: 0 };
  }
}

/**
 * Chooses origin and scale from one number, so that numbers near it keep their digits in a 32-bit float. An origin that
 * proves far from the others costs nothing that their spread would not have cost.
 */
function frameOf(value: number): { readonly origin: number; readonly scale: number } {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return { origin: 0, scale: 1 };
  let scale = 1;
  while (size * scale > 2 ** 40) scale /= 2;
  while (size > 0 && size * scale < 2 ** -40 && scale < 2 ** 1000) scale *= 2;
  return { origin: size >= 2 ** 20 ? value : 0, scale };
}

/** The same of a target, which has no second column for others: a first number as large as hardly any is keeps no origin. */
export function targetFrameOf(value: number): { readonly origin: number; readonly scale: number } {
  const frame = frameOf(value);
  return Math.abs(value) < 2 ** 33 ? frame : { ...frame, origin: 0 };
}

/** @param contradicts - another part of the column could not read it: then `yes` is a word among others. */
function guessType(cells: Cells, contradicts: boolean): ColumnType {
  const kind = cells.kinds[0];
  if (kind === CELL.number) return 'number';
  if (kind === CELL.boolean) return 'boolean';
  const text = cells.texts[0] ?? '';
  if (!Number.isNaN(plainNumber(text))) return 'number';
  if (!contradicts && !Number.isNaN(parseBoolean(text))) return 'boolean';
  return Number.isNaN(parseDate(text)) ? 'category' : 'date';
}

function timeOf(cells: Cells, notation: DateNotation | undefined): number {
  const time = cellTime(cells, 0, notation) ?? 0;
  return Number.isFinite(time) ? time : 0;
}
