import type { Cells } from '../../blocks/row-block.js';

/** Why a cell cannot be used: what was wanted in its place. */
export type CellFault = { readonly wanted: string };

/** Turns the cells of one column into raw values, NaN in the first of them where the value is missing. */
export interface RawColumn {
  readonly name: string;
  readonly width: number;
  /** Writes `width` values at `data[at]`. `cells` is undefined where the block does not have the column. */
  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined;
  /** Tells whether a value that is not missing has a place of its own here. */
  takes(cells: Cells, row: number): boolean;
}

/** Writes that a column has no value. */
export function writeMissing(column: RawColumn, data: Float32Array, at: number): void {
  data.fill(0, at, at + column.width);
  data[at] = Number.NaN;
}
