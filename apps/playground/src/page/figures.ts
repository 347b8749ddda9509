import { share } from '../lesson/narrate.js';

/** The table of what both networks get right of each piece: the figures behind the pictures. */
export class Figures {
  readonly #cells: readonly (readonly HTMLTableCellElement[])[];
  readonly #heads: readonly HTMLTableCellElement[];

  constructor(table: HTMLTableElement) {
    this.#heads = [...table.tHead!.rows[0]!.cells].slice(1);
    this.#cells = [...table.tBodies[0]!.rows].map((row) => [...row.cells].slice(1));
  }

  /** Shows the shares `[network][piece]`; of pieces that were not learned yet there is nothing to show. */
  show(accuracies: readonly (readonly number[])[], piece: number, isOver: boolean): void {
    for (const [at, head] of this.#heads.entries())
      if (at === piece && !isOver) head.setAttribute('aria-current', 'step');
      else head.removeAttribute('aria-current');
    for (const [row, cells] of this.#cells.entries())
      for (const [at, cell] of cells.entries()) {
        const value = accuracies[row]![at]!;
        cell.textContent = at > piece ? '–' : share(value);
        cell.style.setProperty('--share', at > piece ? '0' : value.toFixed(2));
        cell.classList.toggle('forgotten', at < piece && value < 0.7);
      }
  }
}
