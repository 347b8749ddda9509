import { type ColumnView, columnView } from './column-view.js';
import type { RecordLayout } from './record-layout.js';

/** The views of one batch. */
type Known = { readonly batch: object; readonly views: readonly ColumnView[]; readonly fixed: boolean };

/** Remembers how the columns of batches look, so that each is looked at once and not at every step. */
export class ColumnViews {
  readonly #layout: RecordLayout;
  readonly #known: WeakMap<object, Known> = new WeakMap();
  /** The two asked for last, which in most loops are all there are. */
  #last: Known | undefined;
  #other: Known | undefined;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  /** Looks at a batch whose columns cannot be exchanged. */
  fix(batch: object): void {
    this.#known.set(batch, { batch, views: this.#look(batch), fixed: true });
  }

  /**
   * Returns the views of a batch's columns, one for each field of the layout.
   *
   * @throws ReplayError `SHAPE` if a column is not one of its field.
   */
  of(batch: object): readonly ColumnView[] {
    let known = this.#last;
    if (known?.batch !== batch) {
      known = this.#other?.batch === batch ? this.#other : this.#known.get(batch);
      this.#other = this.#last;
    }
    if (known === undefined || !(known.fixed || this.#isSame(known))) {
      known = { batch, views: this.#look(batch), fixed: false };
      this.#known.set(batch, known);
    }
    this.#last = known;
    return known.views;
  }

  #look(batch: object): readonly ColumnView[] {
    const columns = batch as { readonly [name: string]: unknown };
    return this.#layout.fields.map((field) => columnView(columns[field.name], field, this.#layout.stride));
  }

  #isSame({ batch, views }: Known): boolean {
    const columns = batch as { readonly [name: string]: unknown };
    const { fields } = this.#layout;
    for (let at = 0; at < fields.length; at += 1)
      if (columns[fields[at]!.name] !== views[at]!.column) return false;
    return true;
  }
}
