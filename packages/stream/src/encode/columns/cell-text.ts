import { CELL, type Cells } from '../../blocks/row-block.js';
import { isMissing } from '../../values/is-missing.js';
import type { Missing } from '../../values/missing-words.js';

/**
 * Reads a cell as text, without the spaces around it; undefined where it is missing.
 *
 * @param missing - which texts mean "no value"; the usual ones by default.
 */
export function cellText(
  cells: Cells | undefined,
  row: number,
  missing: Missing = isMissing,
): string | undefined {
  if (cells === undefined) return undefined;
  const kind = cells.kinds[row];
  if (kind === CELL.missing) return undefined;
  if (kind === CELL.number) return String(cells.numbers[row]);
  if (kind === CELL.boolean) return cells.numbers[row] === 1 ? 'true' : 'false';
  const text = cells.texts[row] ?? '';
  return missing(text) ? undefined : text.trim();
}
