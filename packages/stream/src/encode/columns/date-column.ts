import type { Cells } from '../../blocks/row-block.js';
import type { Cycle } from '../../schema/schema.js';
import type { Missing } from '../../values/missing-words.js';
import type { DateNotation } from '../../values/notation.js';
import { turn } from '../../values/turn.js';
import { cellTime } from './cell-time.js';
import type { CellFault, RawColumn } from './raw-column.js';

const DAY_MS = 86_400_000;
/** The length of each cycle in days; a year is the mean Gregorian one. */
const LENGTH: Readonly<Record<Cycle, number>> = { day: 1, week: 7, year: 365.2425 };

const WANTED: Readonly<Record<DateNotation | 'ISO 8601', string>> = {
  'ISO 8601': 'a date like 2024-05-31 or 2024-05-31T23:59:59Z',
  'day first': 'a date like 31.12.2024 or 31/12/2024 18:05',
  'month first': 'a date like 12/31/2024 or 12/31/2024 06:05 PM',
  'time of day': 'a time of day like 18:05:00',
  'seconds since 1970': 'seconds since 1970',
  'milliseconds since 1970': 'milliseconds since 1970',
};

/** A column of dates: days since the origin, then sine and cosine of the place in each cycle. */
export class DateColumn implements RawColumn {
  readonly name: string;
  readonly width: number;
  readonly #cycles: readonly Cycle[];
  readonly #origin: number;
  readonly #notation: DateNotation | undefined;
  readonly #missing: Missing | undefined;

  constructor(
    column: {
      readonly name: string;
      readonly cycles: readonly Cycle[];
      readonly origin: number;
      readonly notation?: DateNotation;
    },
    missing?: Missing,
  ) {
    this.#notation = column.notation;
    this.#missing = missing;
    this.name = column.name;
    this.#cycles = column.cycles;
    this.#origin = column.origin;
    this.width = 1 + 2 * column.cycles.length;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const time = this.#time(cells, row);
    if (time === undefined) return { wanted: WANTED[this.#notation ?? 'ISO 8601'] };
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
    return this.#time(cells, row) !== undefined;
  }

  #time(cells: Cells | undefined, row: number): number | undefined {
    return cellTime(cells, row, this.#notation, this.#missing);
  }
}
