import type { StateReader, StateTree } from '@graph/core';

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

  /** Values that it has, an older one counting less. */
  get weight(): number {
    return this.#weight;
  }

  /** 0 when there are no values. */
  get mean(): number {
    return this.#weight === 0 ? 0 : this.#sum / this.#weight;
  }

  /** Square of the standard error of the mean, as if the values were independent. */
  get squaredError(): number {
    if (this.#weight === 0) return 0;
    const variance = this.#squares / this.#weight - this.mean * this.mean;
    return (Math.max(0, variance) * this.#squaredWeight) / (this.#weight * this.#weight);
  }

  /** The mean in standard errors; 0 where the values do not vary. */
  get standardErrors(): number {
    const error = Math.sqrt(this.squaredError);
    return error > 0 ? this.mean / error : 0;
  }

  add(value: number): void {
    this.fade();
    this.#weight += 1;
    this.#squaredWeight += 1;
    this.#sum += value;
    this.#squares += value * value;
  }

  /** Lets time pass without a value. */
  fade(): void {
    const fading = this.#fading;
    this.#weight *= fading;
    this.#squaredWeight *= fading * fading;
    this.#sum *= fading;
    this.#squares *= fading;
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

  /** Restores what `state()` gave. */
  restore(reader: StateReader): void {
    this.#weight = reader.number('weight', 0);
    this.#squaredWeight = reader.number('squaredWeight', 0);
    this.#sum = reader.number('sum');
    this.#squares = reader.number('squares', 0);
  }
}
