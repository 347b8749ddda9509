import type { StateReader, StateTree } from '@graph/core';
import { BLOCK_ROWS, dot, type RowBlock } from './row-block.js';

/**
 * Ridge regression that forgets: minimises Σ fading^age (target − w·x)² + |w|², with fading = 1 − 1 / memoryRows and ages in whole
 * blocks. O(width²) a row, and O(width³) a block. Its sums are solved anew by Cholesky's method, so errors of
 * rounding do not build up as in the recursive form.
 */
export class FadingRidge {
  readonly #block: RowBlock;
  readonly #fading: number; // of a block
  readonly #products: Float64Array; // Σ x xᵀ, lower triangle
  readonly #moments: Float64Array; // Σ x target
  readonly #weights: Float64Array;
  readonly #factor: Float64Array;

  /**
   * @param block - gathers the rows; more than one may learn from it.
   * @param memoryRows - a row of this age weighs 1/e, over 1.
   */
  constructor(block: RowBlock, memoryRows: number) {
    const { width } = block;
    this.#block = block;
    this.#fading = 1;
    for (let row = 0; row < BLOCK_ROWS; row += 1) this.#fading *= 1 - 1 / memoryRows;
    this.#products = new Float64Array(width * width);
    this.#moments = new Float64Array(width);
    this.#weights = new Float64Array(width);
    this.#factor = new Float64Array(width * width);
  }

  /** Predicts the target of `x` `[≥ inputs of the block]`; 0 at first. */
  predict(x: Float64Array): number {
    return dot(this.#weights, 0, x, 0, this.#block.inputs);
  }

  /** Returns the coefficient of `x[at]`. */
  weight(at: number): number {
    return this.#weights[at]!;
  }

  /** Learns the rows of the block, which is full. */
  takeIn(): void {
    const { products, moments, width } = this.#block;
    for (let row = 0; row < width; row += 1) {
      const start = row * width;
      for (let at = start; at <= start + row; at += 1)
        this.#products[at] = this.#fading * this.#products[at]! + products[at]!;
      this.#moments[row] = this.#fading * this.#moments[row]! + moments[row]!;
    }
    this.#solve();
  }

  /** Takes over what another one of the same width knows; it forgets at its own pace as before. */
  copy(other: FadingRidge): void {
    this.#products.set(other.#products);
    this.#moments.set(other.#moments);
    this.#weights.set(other.#weights);
  }

  state(): StateTree {
    return {
      products: this.#products.slice(),
      moments: this.#moments.slice(),
      weights: this.#weights.slice(),
    };
  }

  /** Restores what `state()` of one of the same width gave. */
  restore(reader: StateReader): void {
    const { width } = this.#block;
    this.#products.set(reader.floats('products', width * width));
    this.#moments.set(reader.floats('moments', width));
    this.#weights.set(reader.floats('weights', width));
  }

  /** Solves (Σ x xᵀ + 1) w = Σ x target: factor · factorᵀ, its diagonal inverted, then forwards and backwards. */
  #solve(): void {
    const { width } = this.#block;
    const factor = this.#factor;
    const weights = this.#weights;
    for (let row = 0; row < width; row += 1) {
      const start = row * width;
      for (let column = 0; column < row; column += 1) {
        const sum = this.#products[start + column]! - dot(factor, start, factor, column * width, column);
        factor[start + column] = sum * factor[column * width + column]!;
      }
      // The sum on the diagonal is 1 at least, but for rounding.
      const sum = this.#products[start + row]! + 1 - dot(factor, start, factor, start, row);
      factor[start + row] = 1 / Math.sqrt(Math.max(sum, 1e-3));
      weights[row] = (this.#moments[row]! - dot(factor, start, weights, 0, row)) * factor[start + row]!;
    }
    for (let row = width - 1; row >= 0; row -= 1) {
      const start = row * width;
      const value = weights[row]! * factor[start + row]!;
      weights[row] = value;
      for (let at = 0; at < row; at += 1) weights[at]! -= value * factor[start + at]!;
    }
  }
}
