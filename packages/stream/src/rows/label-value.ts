import { CELL, type Cells } from '../blocks/row-block.js';
import { isMissingCell } from '../encode/columns/is-missing-cell.js';
import { parseBoolean } from '../values/parse-boolean.js';
import { plainNumber } from '../values/plain-number.js';

/** What a label can be read as. */
export type LabelValue = {
  /** The JavaScript type that it came in. */
  readonly kind: 'number' | 'boolean' | 'text';
  /** NaN if it is not a number. */
  readonly number: number;
  /** 0 or 1; NaN if it is neither yes nor no. */
  readonly yes: number;
  readonly word: string;
};

/** Reads the label in row 0; undefined where it is missing. */
export function readLabel(cells: Cells): LabelValue | undefined {
  if (isMissingCell(cells, 0)) return undefined;
  const kind = cells.kinds[0];
  const number = cells.numbers[0]!;
  if (kind === CELL.boolean)
    return { kind: 'boolean', number: Number.NaN, yes: number, word: String(number === 1) };
  if (kind === CELL.number)
    return {
      kind: 'number',
      number,
      yes: number === 0 || number === 1 ? number : Number.NaN,
      word: String(number),
    };
  const word = (cells.texts[0] ?? '').trim();
  const value = plainNumber(word);
  const yes = value === 0 || value === 1 ? value : parseBoolean(word);
  return { kind: 'text', number: value, yes, word };
}
