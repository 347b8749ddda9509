import type { StateReader } from '@graph/core';
import type { Moments, MomentsState } from './moments.js';

const NOTHING_WILD = { held: 0, rejected: 0, sentinels: 0 } as const;

/**
 * Running mean and variance of many columns at once, in float64 (Welford 1962; Knuth, TAOCP 2, 4.2.2). Every value counts,
 * however wild.
 */
export class RunningMoments implements Moments {
  readonly #counts: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;

  constructor(columns: number) {
    this.#counts = new Float64Array(columns);
    this.#means = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  add(column: number, value: number): void {
    const count = this.#counts[column]! + 1;
    const mean = this.#means[column]!;
    const delta = value - mean;
    const next = mean + delta / count;
    this.#counts[column] = count;
    this.#means[column] = next;
    this.#squares[column] = this.#squares[column]! + delta * (value - next);
  }

  mean(column: number): number {
    return this.#means[column] as number;
  }

  deviation(column: number): number {
    const count = this.#counts[column]!;
    return count === 0 ? 0 : Math.sqrt(this.#squares[column]! / count);
  }

  sentinel(): number {
    return Number.NaN;
  }

  wild(): typeof NOTHING_WILD {
    return NOTHING_WILD;
  }

  copy(others: Moments, from: number, to: number, count: number): void {
    if (!(others instanceof RunningMoments)) throw new TypeError('these are statistics of another kind');
    this.#counts.set(others.#counts.subarray(from, from + count), to);
    this.#means.set(others.#means.subarray(from, from + count), to);
    this.#squares.set(others.#squares.subarray(from, from + count), to);
  }

  state(): MomentsState {
    return { counts: this.#counts.slice(), means: this.#means.slice(), squares: this.#squares.slice() };
  }

  read(reader: StateReader): void {
    const { length } = this.#counts;
    const [counts, means, squares] = (['counts', 'means', 'squares'] as const).map((key) =>
      reader.floats(key, length),
    );
    this.#counts.set(counts!);
    this.#means.set(means!);
    this.#squares.set(squares!);
  }
}
