import type { StateReader, StateTree } from '@graph/core';

/** How two models compare on the same rows. */
export type PairedReport = {
  /** Rows that both have predicted before their labels came. */
  readonly rows: number;
  /** Mean error of the challenger less that of the model that answers: below 0 the challenger is better. */
  readonly difference: number;
  /** Standard error of that mean; null before the second row. */
  readonly standardError: number | null;
};

/** The mean of the differences between the errors of two models, row by row (Welford 1962). */
export class PairedScore {
  #rows = 0;
  #mean = 0;
  #squares = 0;

  /** @param reader - of the `state()` of another. */
  constructor(reader?: StateReader) {
    if (reader === undefined) return;
    this.#rows = reader.count('rows');
    this.#mean = reader.number('mean');
    this.#squares = reader.number('squares', 0);
  }

  update(difference: number): void {
    this.#rows += 1;
    const before = difference - this.#mean;
    this.#mean += before / this.#rows;
    this.#squares += before * (difference - this.#mean);
  }

  report(): PairedReport {
    const rows = this.#rows;
    const standardError = rows < 2 ? null : Math.sqrt(this.#squares / (rows - 1) / rows);
    return { rows, difference: this.#mean, standardError };
  }

  state(): StateTree {
    return { rows: this.#rows, mean: this.#mean, squares: this.#squares };
  }
}
