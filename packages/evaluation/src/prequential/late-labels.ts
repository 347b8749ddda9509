import type { StateReader, StateTree } from '@graph/core';

/** Labels that were not there yet, in their order, until so many rows have come after theirs. */
export class LateLabels {
  #labels: number[] = [];
  /** Labels before this one have come. */
  #first = 0;

  /** Adds the label of the row that was predicted last. Amortised O(1). */
  push(label: number): void {
    if (this.#first > 64 && 2 * this.#first > this.#labels.length) {
      this.#labels = this.#labels.slice(this.#first);
      this.#first = 0;
    }
    this.#labels.push(label);
  }

  /**
   * Takes the oldest label if it has come by the time of the next prediction.
   *
   * @param delay - rows between that prediction and its label: so many labels before it have not come.
   * @returns NaN if it has not.
   */
  take(delay: number): number {
    if (this.#labels.length - this.#first <= delay) return Number.NaN;
    this.#first += 1;
    return this.#labels[this.#first - 1]!;
  }

  state(): StateTree {
    return { labels: Float64Array.from(this.#labels.slice(this.#first)) };
  }

  static from(reader: StateReader): LateLabels {
    const late = new LateLabels();
    late.#labels = [...reader.floats('labels')];
    return late;
  }
}
