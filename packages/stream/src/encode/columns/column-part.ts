import type { Cells } from '../../blocks/row-block.js';
import type { Missing } from '../../values/missing-words.js';
import { CategoryColumn } from './category-column.js';
import { isMissingCell } from './is-missing-cell.js';
import { type CellFault, type RawColumn, writeMissing } from './raw-column.js';
import { TextColumn } from './text-column.js';

/** One of several parts of a column: it reads the values that are its own, all others are missing to it. */
export class ColumnPart implements RawColumn {
  readonly name: string;
  readonly width: number;
  readonly #own: RawColumn;
  readonly #parts: readonly RawColumn[];
  readonly #missing: Missing | undefined;

  /** @param parts - all parts of the column, `own` among them, in their order. */
  constructor(own: RawColumn, parts: readonly RawColumn[], missing?: Missing) {
    this.#missing = missing;
    this.name = own.name;
    this.width = own.width;
    this.#own = own;
    this.#parts = parts;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): CellFault | undefined {
    if (
      cells !== undefined &&
      !isMissingCell(cells, row, this.#missing) &&
      !ownsCell(this.#own, this.#parts, cells, row)
    ) {
      writeMissing(this, data, at);
      return undefined;
    }
    return this.#own.write(cells, row, data, at);
  }

  takes(cells: Cells, row: number): boolean {
    return ownsCell(this.#own, this.#parts, cells, row);
  }
}

/** A part that reads whatever the others cannot. */
export function readsWords(part: RawColumn): boolean {
  return part instanceof CategoryColumn || part instanceof TextColumn;
}

/** Tells whether a value that is not missing goes to this part; one that no part can read goes to the first. */
function ownsCell(own: RawColumn, parts: readonly RawColumn[], cells: Cells, row: number): boolean {
  for (const part of parts) if (!readsWords(part) && part.takes(cells, row)) return part === own;
  if (own instanceof TextColumn) return true;
  if (!parts.some(readsWords)) return own === parts[0];
  if (!(own instanceof CategoryColumn)) return false;
  const categories = parts.filter((part) => part instanceof CategoryColumn);
  // A category that none has room for is unknown to the last of them, unless the text part reads it.
  const last = parts.some((part) => part instanceof TextColumn) ? undefined : categories.at(-1);
  return (categories.find((part) => part.takes(cells, row)) ?? last) === own;
}
