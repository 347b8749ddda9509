import { type ColumnView, columnView } from './column-view.js';
import type { RecordLayout } from './record-layout.js';

/** Remembers how the columns of batches look, so that each is looked at once and not at every step. */
export class ColumnViews {
  readonly #layout: RecordLayout;
  readonly #known: WeakMap<object, readonly ColumnView[]> = new WeakMap();

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  /**
   * Returns the views of a batch's columns, one for each field of the layout.
   *
   * @throws ReplayError `SHAPE` if a column is not one of its field.
   */
  of(batch: object): readonly ColumnView[] {
    const columns = batch as { readonly [name: string]: unknown };
    const { fields, stride } = this.#layout;
    const known = this.#known.get(batch);
    if (known !== undefined) {
      let same = true;
      for (let at = 0; at < fields.length; at += 1) same &&= columns[fields[at]!.name] === known[at]!.column;
      if (same) return known;
    }
    const views = fields.map((field) => columnView(columns[field.name], field, stride));
    this.#known.set(batch, views);
    return views;
  }
}
