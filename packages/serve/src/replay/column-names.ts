import type { StateReader, StateTree } from '@graph/core';
import type { OnlineModelState, Row } from '@graph/online';

/** Where features are deeper than this they are refused before. */
const MOST_LEVELS = 32;

/** Letters of the name of a column at most, with those that it is nested in. */
const MOST_LETTERS = 1000;

/** The columns that rows have brought so far: each stays for ever, in the model and in all rows that wait. */
export class ColumnNames {
  readonly #names: Set<string>;
  /** Columns that are not known share inputs by their hash: a new one costs nothing. */
  readonly #isSparse: boolean;

  constructor(names: Iterable<string> = [], isSparse = false) {
    this.#names = new Set(names);
    this.#isSparse = isSparse;
  }

  /** @param reader - of the `state()` of another. */
  static from(reader: StateReader): ColumnNames {
    return new ColumnNames(reader.texts('names'), reader.flag('isSparse'));
  }

  /** The columns of a model that something else has trained. */
  static of({ model }: OnlineModelState): ColumnNames {
    const schema = JSON.parse(model.words.schema) as {
      readonly columns: readonly { readonly name: string; readonly type: string }[];
    };
    const { columns } = schema;
    return new ColumnNames(
      columns.map(({ name }) => name),
      columns.some(({ type }) => type === 'features'),
    );
  }

  get size(): number {
    return this.#names.size;
  }

  /** Says why a row cannot be taken in, where there would be more than `most` columns. */
  refusal(row: Row, most: number): string | undefined {
    if (this.#isSparse) return undefined;
    const added = this.#newIn(row);
    if (added === undefined) return undefined;
    for (const { length } of added)
      if (length > MOST_LETTERS)
        return `the name of a column has ${length} letters, wanted at most ${MOST_LETTERS}`;
    if (this.size + added.size <= most) return undefined;
    const [first] = added;
    return `the row brings ${added.size} new column${added.size === 1 ? '' : 's'}, such as ${JSON.stringify(first!.slice(0, 60))}, and there are ${this.size} of at most ${most}: what differs from row to row belongs into values, not into names`;
  }

  add(row: Row): void {
    if (this.#isSparse) return;
    for (const name of this.#newIn(row) ?? []) this.#names.add(name);
  }

  state(): StateTree {
    return { names: [...this.#names], isSparse: this.#isSparse };
  }

  #newIn(row: Row, prefix = '', found?: Set<string>, levels = MOST_LEVELS): Set<string> | undefined {
    let added = found;
    for (const key in row) {
      const name = prefix === '' ? key : `${prefix}.${key}`;
      const value = row[key];
      if (typeof value === 'object' && value !== null) {
        if (levels > 0) added = this.#newIn(value as Row, name, added, levels - 1);
      } else if (!this.#names.has(name)) {
        added ??= new Set();
        added.add(name);
      }
    }
    return added;
  }
}
