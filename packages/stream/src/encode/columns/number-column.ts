import { CELL, type Cells } from '../../blocks/row-block.js';
import type { Missing } from '../../values/missing-words.js';
import { cellNumber, type NumberReading } from './cell-number.js';
import type { CellFault, RawColumn } from './raw-column.js';

/** The largest number that a 32-bit float holds. */
export const LARGEST = 3.4028234663852886e38;

/** The part of an origin under which a number beside it is small. */
const SMALL = 2 ** -13;

/** A column of numbers: one raw value, `(number − origin) · scale`, held within what a 32-bit float can hold. */
export class NumberColumn implements RawColumn {
  readonly name: string;
  readonly width = 1;
  readonly #origin: number;
  readonly #scale: number;
  readonly #reading: NumberReading;

  constructor(
    column: {
      readonly name: string;
      readonly origin: number;
      readonly scale: number;
      readonly notation?: string;
      readonly sentinels?: readonly number[];
    },
    missing?: Missing,
  ) {
    this.name = column.name;
    this.#origin = column.origin;
    this.#scale = column.scale;
    const { notation, sentinels } = column;
    this.#reading = { notation, sentinels, ...(missing === undefined ? {} : { missing }) };
  }

  /** Whether the raw value of a number is the number itself. */
  get plain(): boolean {
    return this.#origin === 0 && this.#scale === 1 && this.#reading.sentinels === undefined;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const number = cellNumber(cells, row, this.#reading);
    if (number === undefined) return { wanted: 'a number' };
    const value = (number - this.#origin) * this.#scale;
    data[at] = Math.min(Math.max(value, -LARGEST), LARGEST);
    return undefined;
  }

  takes(cells: Cells, row: number): boolean {
    const number = cellNumber(cells, row, this.#reading);
    // A number far smaller than a far origin would lose its digits.
    const isNumber = cells.kinds[row] === CELL.number;
    return this.#holds(number) && !(isNumber && Math.abs(number!) < Math.abs(this.#origin) * SMALL);
  }

  /** Whether it could take a number, though not all of its digits. */
  holds(cells: Cells, row: number): boolean {
    return this.#holds(cellNumber(cells, row, this.#reading));
  }

  #holds(number: number | undefined): boolean {
    return number !== undefined && !(Math.abs((number - this.#origin) * this.#scale) > LARGEST);
  }
}
