import { type ColumnView, columnView } from './column-view.js';
import type { RecordLayout } from './record-layout.js';

/** Remembers how the columns of batches look, so that each is looked at once and not at every step. */
export class ColumnViews {
  readonly #layout: RecordLayout;
  readonly #known: WeakMap<object, readonly ColumnView[]> = new WeakMap();
  /** The two asked for last, which in most loops are all there are. */
  #batch: object | undefined;
  #views: readonly ColumnView[] = [];
  #otherBatch: object | undefined;
  #otherViews: readonly ColumnView[] = [];

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
    let known: readonly ColumnView[] | undefined;
    if (batch === this.#batch) known = this.#views;
    else if (batch === this.#otherBatch) known = this.#otherViews;
    else known = this.#known.get(batch);
    let same = known !== undefined;
    for (let at = 0; at < fields.length && same; at += 1)
      same = columns[fields[at]!.name] === known![at]!.column;
    if (!same) {
      known = fields.map((field) => columnView(columns[field.name], field, stride));
      this.#known.set(batch, known);
    }
    if (batch === this.#otherBatch) this.#otherViews = known!;
    else if (batch !== this.#batch) {
      this.#otherBatch = this.#batch;
      this.#otherViews = this.#views;
      this.#batch = batch;
      this.#views = known!;
    } else this.#views = known!;
    return known!;
  }
}
