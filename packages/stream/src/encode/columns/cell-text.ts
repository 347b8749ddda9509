import { CELL, type Cells } from '../../blocks/row-block.js';
import { isMissing } from '../../values/is-missing.js';

/** Reads a cell as text, without the spaces around it; undefined where it is missing. */
export function cellText(cells: Cells | undefined, row: number): string | undefined {
  if (cells === undefined) return undefined;
  const kind = cells.kinds[row];
  if (kind === CELL.missing) return undefined;
  if (kind === CELL.number) return String(cells.numbers[row]);
  if (kind === CELL.boolean) return cells.numbers[row] === 1 ? 'true' : 'false';
  const text = cells.texts[row] ?? '';
  return isMissing(text) ? undefined : text.trim();
}
