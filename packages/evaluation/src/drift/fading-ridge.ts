import type { StateTree } from '../state.js';
import type { StateReader } from '../state-reader.js';

/** Rows between two solutions: the coefficients are a little behind, and cost little. */
const SOLVE_EVERY = 16;

/**
 * Ridge regression that forgets: minimises Σ fading^age (target − w·x)² + |w|², with fading = 1 − 1 / memoryRows. O(width²) a row, and O(width³) at every
 * 16th. Its sums are solved anew by Cholesky's method, so errors of rounding do not build up as in the recursive form.
 */
export class FadingRidge {
  readonly #width: number;
  readonly #fading: number;
  readonly #products: Float64Array; // Σ x xᵀ, lower triangle
  readonly #moments: Float64Array; // Σ x target
  readonly #weights: Float64Array;
  readonly #factor: Float64Array;
  #rows = 0;

  /** @param memoryRows - a row of this age weighs 1/e, over 1. */
  constructor(width: number, memoryRows: number) {
    this.#width = width;
    this.#fading = 1 - 1 / memoryRows;
    this.#products = new Float64Array(width * width);
    this.#moments = new Float64Array(width);
    this.#weights = new Float64Array(width);
    this.#factor = new Float64Array(width * width);
  }

  /** Predicts the target of `x` `[width]`; 0 at first. */
  predict(x: Float64Array): number {
    let sum = 0;
    for (let at = 0; at < this.#width; at += 1) sum += this.#weights[at]! * x[at]!;
    return sum;
  }

  /** Returns the coefficient of `x[at]`. */
  weight(at: number): number {
    return this.#weights[at]!;
  }

  /** Learns a row. */
  learn(x: Float64Array, target: number): void {
    const width = this.#width;
    const fading = this.#fading;
    const products = this.#products;
    for (let row = 0; row < width; row += 1) {
      const value = x[row]!;
      this.#moments[row] = fading * this.#moments[row]! + value * target;
      const start = row * width;
      for (let column = 0; column <= row; column += 1)
        products[start + column] = fading * products[start + column]! + value * x[column]!;
    }
    this.#rows += 1;
    if (this.#rows % SOLVE_EVERY === 0) this.#solve();
  }

  /** Takes over what another one of the same width knows; it goes on to forget as it does. */
  copy(other: FadingRidge): void {
    this.#products.set(other.#products);
    this.#moments.set(other.#moments);
    this.#weights.set(other.#weights);
  }

  state(): StateTree {
    return {
      rows: this.#rows,
      products: this.#products.slice(),
      moments: this.#moments.slice(),
      weights: this.#weights.slice(),
    };
  }

  /** Takes over what `state()` of one of the same width gave. */
  restore(reader: StateReader): void {
    const width = this.#width;
    this.#rows = reader.count('rows');
    this.#products.set(reader.floats('products', width * width));
    this.#moments.set(reader.floats('moments', width));
    this.#weights.set(reader.floats('weights', width));
  }

  /** Solves (Σ x xᵀ + 1) w = Σ x target: factor · factorᵀ, then forwards and backwards. */
  #solve(): void {
    const width = this.#width;
    const factor = this.#factor;
    const weights = this.#weights;
    for (let row = 0; row < width; row += 1) {
      const start = row * width;
      let value = this.#moments[row]!;
      for (let column = 0; column <= row; column += 1) {
        let sum = this.#products[start + column]! + (row === column ? 1 : 0);
        for (let at = 0; at < column; at += 1) sum -= factor[start + at]! * factor[column * width + at]!;
        // The sum on the diagonal is 1 at least, but for rounding.
        factor[start + column] =
          row === column ? Math.sqrt(Math.max(sum, 1e-3)) : sum / factor[column * width + column]!;
        if (column < row) value -= factor[start + column]! * weights[column]!;
      }
      weights[row] = value / factor[start + row]!;
    }
    for (let row = width - 1; row >= 0; row -= 1) {
      let value = weights[row]!;
      for (let at = row + 1; at < width; at += 1) value -= factor[at * width + row]! * weights[at]!;
      weights[row] = value / factor[row * width + row]!;
    }
  }
}
