import { parseBoolean } from '../parse-boolean.js';
import type { Cells } from '../row-block.js';
import { cellNumber } from './cell-number.js';
import type { CellFault, RawColumn } from './raw-column.js';

/** A column of yes and no: one raw value, 1 or 0. */
export class BooleanColumn implements RawColumn {
  readonly name: string;
  readonly width = 1;

  constructor(column: { readonly name: string }) {
    this.name = column.name;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    const value = cellNumber(cells, row) ?? parseBoolean(cells?.texts[row] ?? '');
    // parseBoolean says NaN for what is neither, cellNumber for what is missing.
    const read = cellNumber(cells, row) !== undefined;
    if ((read && value !== 0 && value !== 1 && !Number.isNaN(value)) || (!read && Number.isNaN(value)))
      return { wanted: 'yes or no (true/false, 1/0)' };
    data[at] = value;
    return undefined;
  }
}
