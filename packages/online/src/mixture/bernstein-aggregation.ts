import { exp, ln, type StateReader, type StateTree } from '@graph/core';

/** Excess losses are held within this, so that one row cannot decide alone. */
const MOST_EXCESS = 20;

/**
 * Bernstein online aggregation of experts: weights from cumulated linearised losses, with a rate for each expert that its own
 * variance sets, so that there is nothing to tune. Second-order regret against the best expert.
 *
 * Wintenberger, "Optimal learning with Bernstein online aggregation", Machine Learning 2017, algorithm 1 with adaptive rates:
 * r = the expert's linearised loss less the mixture's, V += r², η = min(1 / 2E, √(ln K / V)), R += r (1 + η r),
 * w ∝ π η exp(−η R); then a small share of the weight is spread evenly.
 */
export class BernsteinAggregation {
  /** `[experts]`, sum 1. */
  readonly weights: Float64Array<ArrayBuffer>;
  readonly #logPriors: Float64Array;
  readonly #variances: Float64Array<ArrayBuffer>;
  readonly #excesses: Float64Array<ArrayBuffer>;
  readonly #logs: Float64Array;
  readonly #bound: number;
  #range = 0;

  /**
   * @param priors - `[experts]`, each over 0, sum 1.
   * @param bound - of an excess; infinite where losses have a unit.
   * @param reader - of the `state()` of an earlier one with the same priors.
   */
  constructor(priors: Float64Array, bound: number = MOST_EXCESS, reader?: StateReader) {
    const count = priors.length;
    this.#bound = bound;
    this.#logPriors = priors.map((prior) => ln(prior));
    this.#logs = new Float64Array(count);
    this.weights = reader?.floats('weights', count) ?? Float64Array.from(priors);
    this.#variances = reader?.floats('variances', count) ?? new Float64Array(count);
    this.#excesses = reader?.floats('excesses', count) ?? new Float64Array(count);
    this.#range = reader?.number('range', 0) ?? 0;
  }

  /**
   * Takes in one row.
   *
   * @param excess - `[experts]`, the linearised loss of each less that of the mixture; held within the bound in place.
   * @param share - of the weight that is spread evenly, 0 to 1.
   */
  update(excess: Float64Array, share: number): void {
    const count = this.weights.length;
    for (let at = 0; at < count; at += 1) {
      const held = Math.max(-this.#bound, Math.min(excess[at]!, this.#bound));
      excess[at] = held;
      this.#variances[at] = this.#variances[at]! + held * held;
      this.#range = Math.max(this.#range, Math.abs(held));
    }
    // Where all experts said the same there is nothing to tell them by.
    if (this.#range === 0) return;
    const most = 1 / (2 * this.#range);
    const logCount = ln(Math.max(2, count));
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < count; at += 1) {
      const variance = this.#variances[at]!;
      const rate = variance === 0 ? most : Math.min(most, Math.sqrt(logCount / variance));
      const value = excess[at]!;
      this.#excesses[at] = this.#excesses[at]! + value * (1 + rate * value);
      // Rates are compared with the largest that is possible, so that their unit does not matter.
      const log = this.#logPriors[at]! + ln(rate / most) - rate * this.#excesses[at]!;
      this.#logs[at] = log;
      largest = Math.max(largest, log);
    }
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const weight = exp(this.#logs[at]! - largest);
      this.weights[at] = weight;
      sum += weight;
    }
    for (let at = 0; at < count; at += 1)
      this.weights[at] = ((1 - share) * this.weights[at]!) / sum + share / count;
  }

  state(): StateTree {
    return {
      weights: this.weights.slice(),
      variances: this.#variances.slice(),
      excesses: this.#excesses.slice(),
      range: this.#range,
    };
  }
}
