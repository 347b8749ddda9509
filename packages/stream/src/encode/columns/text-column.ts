import type { Cells } from '../../blocks/row-block.js';
import { hashText } from '../../values/hash-text.js';
import type { Missing } from '../../values/missing-words.js';
import { cellText } from './cell-text.js';
import type { RawColumn } from './raw-column.js';
import { splitGraphemes } from './split-graphemes.js';

const LONGEST_GRAM = 3;
const MAX_GRAPHEMES = 2000;

/**
 * A column of free text: no vocabulary, but signed hashed counts of its runs of one to three graphemes, scaled to
 * length 1 (Weinberger et al., "Feature hashing for large scale multitask learning", 2009). Only the first 2000
 * graphemes count.
 */
export class TextColumn implements RawColumn {
  readonly name: string;
  readonly width: number;
  readonly #missing: Missing | undefined;

  constructor(column: { readonly name: string; readonly buckets: number }, missing?: Missing) {
    this.name = column.name;
    this.#missing = missing;
    this.width = column.buckets;
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): undefined {
    const { width } = this;
    data.fill(0, at, at + width);
    const text = cellText(cells, row, this.#missing);
    if (text === undefined) {
      data[at] = Number.NaN;
      return;
    }
    // A space at both ends, so that beginnings and ends of the text are runs of their own.
    const graphemes = splitGraphemes(
      ` ${text
        .slice(0, MAX_GRAPHEMES * 4)
        .normalize('NFC')
        .toLowerCase()} `,
      MAX_GRAPHEMES,
    );
    for (let start = 0; start < graphemes.length; start += 1) {
      let gram = '';
      for (let length = 1; length <= LONGEST_GRAM && start + length <= graphemes.length; length += 1) {
        gram += graphemes[start + length - 1];
        const hash = hashText(gram, length);
        const slot = at + ((hash >>> 1) % width);
        data[slot] = (data[slot] as number) + ((hash & 1) === 0 ? 1 : -1);
      }
    }
    let squares = 0;
    for (let slot = at; slot < at + width; slot += 1)
      squares += (data[slot] as number) * (data[slot] as number);
    const length = Math.sqrt(squares);
    if (length > 0)
      for (let slot = at; slot < at + width; slot += 1) data[slot] = (data[slot] as number) / length;
  }

  takes(): boolean {
    return true;
  }
}
