import { CELL, type Cells, type RowFault } from '../blocks/row-block.js';

/** Makes the fault of a row whose cell in this column is not what was wanted. */
export function cellFault(column: string, wanted: string, cells: Cells | undefined, row: number): RowFault {
  const kind = cells?.kinds[row];
  const value =
    kind === CELL.text
      ? JSON.stringify((cells?.texts[row] ?? '').slice(0, 60))
      : kind === CELL.number || kind === CELL.boolean
        ? String(cells?.numbers[row])
        : 'missing';
  return { code: 'BAD_ROW', message: `column "${column}" is ${value}, wanted ${wanted}`, column, value };
}
