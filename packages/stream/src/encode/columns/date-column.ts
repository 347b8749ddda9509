import { CELL, type Cells } from '../../blocks/row-block.js';
import type { Cycle } from '../../schema/schema.js';
import { parseDate } from '../../values/parse-date.js';
import { turn } from '../../values/turn.js';
import { cellText } from './cell-text.js';
import type { CellFault, RawColumn } from './raw-column.js';

const DAY_MS = 86_400_000;
/** The last moment that a Date can hold, in milliseconds. */
const LAST = 8.64e15;
/** The length of each cycle in days; a year is the mean Gregorian one. */
const LENGTH: Readonly<Record<Cycle, number>> = { day: 1, week: 7, year: 365.2425 };

/** A column of dates: days since the origin, then sine and cosine of the place in each cycle. */
export class DateColumn implements RawColumn {
  readonly name: string;
  readonly width: number;
  readonly #cycles: readonly Cycle[];
  readonly #origin: number;

  constructor(column: { readonly name: string; readonly cycles: readonly Cycle[]; readonly origin: number }) {
    this.name = column.name;
    this.#cycles = column.cycles;
    this.#origin = column.origin;
    this.width = 1 + 2 * column.cycles.length;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const time = timeOf(cells, row);
    if (time === undefined) return { wanted: 'a date like 2024-05-31 or 2024-05-31T23:59:59Z' };
    if (Number.isNaN(time)) {
      data.fill(0, at, at + this.width);
      data[at] = Number.NaN;
      return undefined;
    }
    const days = time / DAY_MS;
    data[at] = (time - this.#origin) / DAY_MS;
    for (const [index, cycle] of this.#cycles.entries()) {
      const [sine, cosine] = turn(days / LENGTH[cycle]);
      data[at + 1 + 2 * index] = sine;
      data[at + 2 + 2 * index] = cosine;
    }
    return undefined;
  }

  takes(cells: Cells, row: number): boolean {
    return timeOf(cells, row) !== undefined;
  }
}

/** Milliseconds since 1970; NaN where the value is missing, undefined where it is not a date. */
function timeOf(cells: Cells | undefined, row: number): number | undefined {
  if (cells?.kinds[row] === CELL.number) {
    // A bare number is milliseconds since 1970, as JavaScript and Parquet count them.
    const time = cells.numbers[row] as number;
    return Math.abs(time) > LAST ? undefined : time;
  }
  const text = cellText(cells, row);
  if (text === undefined) return Number.NaN;
  const time = parseDate(text);
  return Number.isNaN(time) ? undefined : time;
}
