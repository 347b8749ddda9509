import { parseDate } from '../parse-date.js';
import { CELL, type Cells } from '../row-block.js';
import type { Cycle } from '../schema.js';
import { turn } from '../turn.js';
import { cellText } from './cell-text.js';
import type { CellFault, RawColumn } from './raw-column.js';

const DAY_MS = 86_400_000;
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
    const text = cells?.kinds[row] === CELL.number ? undefined : cellText(cells, row);
    // A bare number is milliseconds since 1970, as JavaScript and Parquet count them.
    const time = text === undefined ? timeOf(cells, row) : parseDate(text);
    if (text !== undefined && Number.isNaN(time))
      return { wanted: 'a date like 2024-05-31 or 2024-05-31T23:59:59Z' };
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
}

function timeOf(cells: Cells | undefined, row: number): number {
  return cells?.kinds[row] === CELL.number ? (cells.numbers[row] as number) : Number.NaN;
}
