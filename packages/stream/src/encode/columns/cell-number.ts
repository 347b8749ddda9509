import { CELL, type Cells } from '../../blocks/row-block.js';
import { isMissing } from '../../values/is-missing.js';
import { parseNumber } from '../../values/parse-number.js';

/**
 * Reads a cell as a number: NaN where it is missing, undefined where it is something else.
 *
 * @param cells - undefined where the column is not there at all.
 */
export function cellNumber(cells: Cells | undefined, row: number): number | undefined {
  if (cells === undefined) return Number.NaN;
  const kind = cells.kinds[row];
  if (kind === CELL.number || kind === CELL.boolean) return cells.numbers[row];
  if (kind === CELL.missing) return Number.NaN;
  const text = cells.texts[row] ?? '';
  const number = parseNumber(text);
  if (!Number.isNaN(number)) return number;
  return isMissing(text) ? Number.NaN : undefined;
}
