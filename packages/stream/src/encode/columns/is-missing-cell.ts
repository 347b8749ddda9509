import { CELL, type Cells } from '../../blocks/row-block.js';
import { isMissing } from '../../values/is-missing.js';
import type { Missing } from '../../values/missing-words.js';

/** Tells whether a cell has no value, or a text that says so. */
export function isMissingCell(cells: Cells, row: number, missing: Missing = isMissing): boolean {
  const kind = cells.kinds[row];
  return kind === CELL.missing || (kind === CELL.text && missing(cells.texts[row] ?? ''));
}
