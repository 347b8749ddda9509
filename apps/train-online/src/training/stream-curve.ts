import type { StateTree } from './shapes.js';

/** Points of the curve at the most. */
const MOST_POINTS = 64;

/**
 * The course of a figure over a stream without an end: means over segments of equal length, 32 to 64 of them. When
 * there are too many, two become one and segments are twice as long from then on.
 */
export class StreamCurve {
  #rowsPerPoint = 1;
  #sums: number[] = [];
  #open = 0;
  #openRows = 0;

  constructor(state?: StateTree) {
    if (state === undefined) return;
    this.#rowsPerPoint = state['rowsPerPoint'] as number;
    this.#sums = [...(state['sums'] as Float64Array)];
    this.#open = state['open'] as number;
    this.#openRows = state['openRows'] as number;
  }

  /** Takes in the figure of one row. */
  add(value: number): void {
    this.#open += value;
    this.#openRows += 1;
    if (this.#openRows < this.#rowsPerPoint) return;
    this.#sums.push(this.#open);
    this.#open = 0;
    this.#openRows = 0;
    if (this.#sums.length < MOST_POINTS) return;
    this.#sums = Array.from(
      { length: MOST_POINTS / 2 },
      (_, at) => this.#sums[2 * at]! + this.#sums[2 * at + 1]!,
    );
    this.#rowsPerPoint *= 2;
  }

  /** Rows of each point, and the means. The last segment is left out until it is whole. */
  get points(): { readonly rowsPerPoint: number; readonly means: readonly number[] } {
    return { rowsPerPoint: this.#rowsPerPoint, means: this.#sums.map((sum) => sum / this.#rowsPerPoint) };
  }

  state(): StateTree {
    return {
      rowsPerPoint: this.#rowsPerPoint,
      sums: Float64Array.from(this.#sums),
      open: this.#open,
      openRows: this.#openRows,
    };
  }
}
