import type { Cells } from '../../blocks/row-block.js';
import type { Missing } from '../../values/missing-words.js';
import { parseBoolean } from '../../values/parse-boolean.js';
import { cellNumber, type NumberReading } from './cell-number.js';
import type { CellFault, RawColumn } from './raw-column.js';

/** A column of yes and no: one raw value, 1 or 0. */
export class BooleanColumn implements RawColumn {
  readonly name: string;
  readonly width = 1;
  readonly #reading: NumberReading;

  constructor(column: { readonly name: string }, missing?: Missing) {
    this.name = column.name;
    this.#reading = missing === undefined ? {} : { missing };
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const value = this.#read(cells, row);
    if (value === undefined) return { wanted: 'yes or no (true/false, 1/0)' };
    data[at] = value;
    return undefined;
  }

  takes(cells: Cells, row: number): boolean {
    return this.#read(cells, row) !== undefined;
  }

  /** 1, 0, NaN where the value is missing, undefined where it is something else. */
  #read(cells: Cells | undefined, row: number): number | undefined {
    const number = cellNumber(cells, row, this.#reading);
    if (number !== undefined)
      return number === 0 || number === 1 || Number.isNaN(number) ? number : undefined;
    const value = parseBoolean(cells?.texts[row] ?? '');
    return Number.isNaN(value) ? undefined : value;
  }
}
