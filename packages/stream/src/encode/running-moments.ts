/**
 * Running mean and variance of many columns at once, in float64 (Welford 1962; Knuth, TAOCP 2, 4.2.2). Missing values
 * are passed over, so each column has its own count.
 */
export class RunningMoments {
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly #squares: Float64Array;

  constructor(columns: number) {
    this.counts = new Float64Array(columns);
    this.means = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  /** Takes one value of one column into account. */
  add(column: number, value: number): void {
    const count = this.counts[column]! + 1;
    const mean = this.means[column]!;
    const delta = value - mean;
    const next = mean + delta / count;
    this.counts[column] = count;
    this.means[column] = next;
    this.#squares[column] = this.#squares[column]! + delta * (value - next);
  }

  /** The population's standard deviation; 0 before the second distinct value. */
  deviation(column: number): number {
    const count = this.counts[column]!;
    return count === 0 ? 0 : Math.sqrt(this.#squares[column]! / count);
  }

  /** Returns a copy. */
  state(): { counts: Float64Array; means: Float64Array; squares: Float64Array } {
    return { counts: this.counts.slice(), means: this.means.slice(), squares: this.#squares.slice() };
  }

  /** Copies the moments of `count` columns of others from `from` to `to` of these. */
  copy(others: RunningMoments, from: number, to: number, count: number): void {
    this.counts.set(others.counts.subarray(from, from + count), to);
    this.means.set(others.means.subarray(from, from + count), to);
    this.#squares.set(others.#squares.subarray(from, from + count), to);
  }

  /** Restores what `state` gave for the same number of columns. */
  set(state: {
    readonly counts: Float64Array;
    readonly means: Float64Array;
    readonly squares: Float64Array;
  }): void {
    this.counts.set(state.counts);
    this.means.set(state.means);
    this.#squares.set(state.squares);
  }
}
