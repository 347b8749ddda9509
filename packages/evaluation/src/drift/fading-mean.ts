import type { StateTree } from '../state.js';
import type { StateReader } from '../state-reader.js';

/** The mean of the last values, an older one weighing less, and how far it is from 0. */
export class FadingMean {
  readonly #fading: number;
  #weight = 0;
  #squaredWeight = 0;
  #sum = 0;
  #squares = 0;

  /** @param memoryRows - a value of this age weighs 1/e, over 1. */
  constructor(memoryRows: number) {
    this.#fading = 1 - 1 / memoryRows;
  }

  /** The mean in standard errors, as if the values were independent; 0 where they do not vary. */
  get standardErrors(): number {
    if (this.#weight === 0) return 0;
    const mean = this.#sum / this.#weight;
    const variance = this.#squares / this.#weight - mean * mean;
    const error = Math.sqrt(Math.max(0, variance) * this.#squaredWeight) / this.#weight;
    return error > 0 ? mean / error : 0;
  }

  add(value: number): void {
    const fading = this.#fading;
    this.#weight = 1 + fading * this.#weight;
    this.#squaredWeight = 1 + fading * fading * this.#squaredWeight;
    this.#sum = value + fading * this.#sum;
    this.#squares = value * value + fading * this.#squares;
  }

  clear(): void {
    this.#weight = 0;
    this.#squaredWeight = 0;
    this.#sum = 0;
    this.#squares = 0;
  }

  state(): StateTree {
    return {
      weight: this.#weight,
      squaredWeight: this.#squaredWeight,
      sum: this.#sum,
      squares: this.#squares,
    };
  }

  /** Takes over what `state()` gave. */
  restore(reader: StateReader): void {
    this.#weight = reader.number('weight', 0);
    this.#squaredWeight = reader.number('squaredWeight', 0);
    this.#sum = reader.number('sum');
    this.#squares = reader.number('squares', 0);
  }
}
