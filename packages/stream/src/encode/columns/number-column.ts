import type { Cells } from '../../blocks/row-block.js';
import { cellNumber } from './cell-number.js';
import type { CellFault, RawColumn } from './raw-column.js';

/** The largest number that a 32-bit float holds. */
export const LARGEST = 3.4028234663852886e38;

/** A column of numbers: one raw value, `(number − origin) · scale`. */
export class NumberColumn implements RawColumn {
  readonly name: string;
  readonly width = 1;
  readonly #origin: number;
  readonly #scale: number;

  constructor(column: { readonly name: string; readonly origin: number; readonly scale: number }) {
    this.name = column.name;
    this.#origin = column.origin;
    this.#scale = column.scale;
  }

  /** Whether the raw value is the number itself. */
  get plain(): boolean {
    return this.#origin === 0 && this.#scale === 1;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const number = cellNumber(cells, row);
    if (number === undefined) return { wanted: 'a number' };
    const value = (number - this.#origin) * this.#scale;
    if (value > LARGEST || value < -LARGEST) return { wanted: 'a number that a 32-bit float can hold' };
    data[at] = value;
    return undefined;
  }

  takes(cells: Cells, row: number): boolean {
    const number = cellNumber(cells, row);
    return number !== undefined && Math.abs((number - this.#origin) * this.#scale) <= LARGEST;
  }
}
