import type { Cells } from '../../blocks/row-block.js';
import { hashText } from '../../values/hash-text.js';
import type { Missing } from '../../values/missing-words.js';
import { wordOf } from '../../values/word-of.js';
import { cellText } from './cell-text.js';
import type { RawColumn } from './raw-column.js';

/** Whether new words are given numbers; shared by all that read a row. */
export type Remembering = { on: boolean };

/**
 * A column of categories: one raw value, the number of the category's slot, or `slots +` its hash bucket once all
 * slots are taken. A category without a slot reads -1 where nothing may be remembered.
 */
export class CategoryColumn implements RawColumn {
  readonly name: string;
  readonly width = 1;
  readonly slots: number;
  readonly #buckets: number;
  readonly #index: Map<string, number>;
  readonly #remembering: Remembering;
  readonly #missing: Missing | undefined;

  constructor(
    column: { readonly name: string; readonly slots: number; readonly buckets: number },
    known: readonly string[],
    remembering: Remembering,
    missing?: Missing,
  ) {
    this.name = column.name;
    this.slots = column.slots;
    this.#buckets = column.buckets;
    this.#index = new Map(known.map((name, slot) => [name, slot]));
    this.#remembering = remembering;
    this.#missing = missing;
  }

  /** The categories that have a slot, in its order. */
  get known(): readonly string[] {
    return [...this.#index.keys()];
  }

  write(cells: Cells | undefined, row: number, data: Float32Array, at: number): undefined {
    const text = cellText(cells, row, this.#missing);
    data[at] = text === undefined ? Number.NaN : this.#number(wordOf(text));
  }

  /** Whether the category is known, or there is room for it. */
  takes(cells: Cells, row: number): boolean {
    return (
      this.#index.size < this.slots ||
      this.#buckets > 0 ||
      this.#index.has(wordOf(cellText(cells, row, this.#missing) ?? ''))
    );
  }

  #number(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    const slot = this.#index.size;
    if (slot >= this.slots)
      return this.#buckets === 0 ? -1 : this.slots + (hashText(text, 0) % this.#buckets);
    if (!this.#remembering.on) return -1;
    this.#index.set(text, slot);
    return slot;
  }
}
