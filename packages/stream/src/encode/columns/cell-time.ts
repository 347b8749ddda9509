import { CELL, type Cells } from '../../blocks/row-block.js';
import type { Missing } from '../../values/missing-words.js';
import type { DateNotation } from '../../values/notation.js';
import { parseDate } from '../../values/parse-date.js';
import { cellText } from './cell-text.js';

/** The last moment that a Date can hold, in milliseconds. */
const LAST = 8.64e15;

/** Reads a cell as milliseconds since 1970; NaN where it is missing, undefined where it is not a date. */
export function cellTime(
  cells: Cells | undefined,
  row: number,
  notation?: DateNotation,
  missing?: Missing,
): number | undefined {
  if (cells?.kinds[row] === CELL.number) {
    // A bare number is milliseconds since 1970, as JavaScript and Parquet count them, unless the notation says seconds.
    const time = cells.numbers[row]! * (notation === 'seconds since 1970' ? 1000 : 1);
    return Math.abs(time) > LAST ? undefined : time;
  }
  const text = cellText(cells, row, missing);
  if (text === undefined) return Number.NaN;
  const time = parseDate(text, notation);
  return Number.isNaN(time) || Math.abs(time) > LAST ? undefined : time;
}
