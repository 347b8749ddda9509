import { CELL, type Cells } from '../../blocks/row-block.js';
import { isMissing } from '../../values/is-missing.js';
import { parseMarkedNumber } from '../../values/marked-number.js';
import type { Missing } from '../../values/missing-words.js';
import { parseNumber } from '../../values/parse-number.js';

/** How numbers are written, and what means that there is none. */
export type NumberReading = {
  readonly notation?: string | undefined;
  readonly missing?: Missing;
  readonly sentinels?: readonly number[] | undefined;
};

const PLAIN: NumberReading = {};

/**
 * Reads a cell as a number: NaN where it is missing, undefined where it is something else.
 *
 * @param cells - undefined where the column is not there at all.
 */
export function cellNumber(
  cells: Cells | undefined,
  row: number,
  reading: NumberReading = PLAIN,
): number | undefined {
  if (cells === undefined) return Number.NaN;
  const kind = cells.kinds[row];
  if (kind === CELL.missing) return Number.NaN;
  let number: number;
  if (kind === CELL.number && reading.sentinels === undefined) {
    number = cells.numbers[row]!;
    return number - number === 0 ? number : Number.NaN;
  }
  const { notation, sentinels, missing = isMissing } = reading;
  if (kind === CELL.number || kind === CELL.boolean) number = cells.numbers[row]!;
  else {
    const text = cells.texts[row] ?? '';
    number = notation === undefined ? parseNumber(text) : parseMarkedNumber(text, notation);
    if (Number.isNaN(number)) return missing(text) || isInfinite(text) ? Number.NaN : undefined;
  }
  if (!Number.isFinite(number) || sentinels?.includes(number) === true) return Number.NaN;
  return number;
}

/** `inf` is no number that anything can be learned from. */
function isInfinite(text: string): boolean {
  return text.length < 16 && /^\s*[+-]?inf(?:inity)?\s*$/i.test(text);
}
