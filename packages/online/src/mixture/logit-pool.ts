import { exp, type StateReader, type StateTree } from '@graph/core';

/** Variance of the weights at the start, over all experts together. */
const START = 0.1;
/** Variance that each weight gains a row, while it has less than at the start. */
const WALK = 1e-5;
/** Most that a weight moves in a row. */
const MOST_STEP = 0.3;

/**
 * Mixes probabilities on the scale of logits: p ∝ exp(Σ w s), s = ln p of each expert, centred over the classes. The weights
 * follow a Kalman recursion of the log loss, so that there is no rate: they may be negative, and their sum may be over 1, which
 * is what calibrates.
 *
 * Geometric mixing as in PAQ (Mahoney 2005; Mattern, "Mixing strategies in data compression", DCC 2012); the recursion is that
 * of an extended Kalman filter (de Vilmarest and Wintenberger, "Stochastic online optimization using Kalman recursion", JMLR 2021).
 */
export class LogitPool {
  /** `[experts]`. */
  readonly weights: Float64Array<ArrayBuffer>;
  /** `[experts, experts]`. */
  readonly #covariance: Float64Array<ArrayBuffer>;
  readonly #direction: Float64Array;
  readonly #product: Float64Array;
  readonly #step: Float64Array;
  /** `[classes]`, of the row that was mixed last. */
  #probabilities: Float64Array = new Float64Array(2);
  #isStarted: boolean;

  /** @param reader - of the `state()` of an earlier one of as many experts. */
  constructor(experts: number, reader?: StateReader) {
    this.weights = reader?.floats('weights', experts) ?? new Float64Array(experts).fill(1 / experts);
    this.#covariance = reader?.floats('covariance', experts * experts) ?? new Float64Array(experts * experts);
    this.#isStarted = reader?.flag('isStarted') ?? false;
    this.#direction = new Float64Array(experts);
    this.#product = new Float64Array(experts);
    this.#step = new Float64Array(experts);
  }

  /** `[classes]`, of the row that was mixed last. */
  get probabilities(): Float64Array {
    return this.#probabilities;
  }

  /**
   * Mixes one row.
   *
   * @param scores - `[experts, classes]`, centred logarithms.
   */
  mix(scores: Float64Array, classes: number): void {
    if (this.#probabilities.length !== classes) this.#probabilities = new Float64Array(classes);
    const out = this.#probabilities;
    out.fill(0);
    const experts = this.weights.length;
    for (let expert = 0; expert < experts; expert += 1) {
      const weight = this.weights[expert]!;
      for (let at = 0; at < classes; at += 1) out[at] = out[at]! + weight * scores[expert * classes + at]!;
    }
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < classes; at += 1) largest = Math.max(largest, out[at]!);
    let sum = 0;
    for (let at = 0; at < classes; at += 1) {
      out[at] = exp(out[at]! - largest);
      sum += out[at]!;
    }
    for (let at = 0; at < classes; at += 1) out[at] = out[at]! / sum;
  }

  /**
   * Takes in the class of the row that was mixed last.
   *
   * @param distance - rows between a prediction and its label, plus 1.
   */
  update(scores: Float64Array, classes: number, truth: number, distance: number): void {
    const experts = this.weights.length;
    const start = START / experts / distance;
    if (!this.#isStarted) {
      for (let at = 0; at < experts; at += 1) this.#covariance[at * experts + at] = start;
      this.#isStarted = true;
    }
    const p = this.#probabilities;
    const step = this.#step;
    if (classes === 2) {
      // Two classes have one direction: that of the difference of their scores.
      for (let at = 0; at < experts; at += 1) this.#direction[at] = scores[2 * at + 1]! - scores[2 * at]!;
      this.#narrow(p[0]! * p[1]!);
      const error = (truth === 1 ? 1 : 0) - p[1]!;
      for (let at = 0; at < experts; at += 1) step[at] = this.#direction[at]! * error;
    } else {
      for (let at = 0; at < experts; at += 1) {
        let mean = 0;
        for (let k = 0; k < classes; k += 1) mean += p[k]! * scores[at * classes + k]!;
        step[at] = mean;
      }
      for (let k = 0; k < classes; k += 1) {
        for (let at = 0; at < experts; at += 1) this.#direction[at] = scores[at * classes + k]! - step[at]!;
        this.#narrow(p[k]!);
      }
      for (let at = 0; at < experts; at += 1) step[at] = scores[at * classes + truth]! - step[at]!;
    }
    this.#move();
    const walk = WALK / (distance * distance);
    for (let at = 0; at < experts; at += 1) {
      const index = at * experts + at;
      if (this.#covariance[index]! < start) this.#covariance[index] = this.#covariance[index]! + walk;
    }
  }

  /** Takes in a direction that was seen with this weight: V −= h (Vx)(Vx)ᵀ / (1 + h xᵀVx). */
  #narrow(weight: number): void {
    const experts = this.weights.length;
    const [covariance, direction, product] = [this.#covariance, this.#direction, this.#product];
    let spread = 0;
    for (let row = 0; row < experts; row += 1) {
      let sum = 0;
      for (let at = 0; at < experts; at += 1) sum += covariance[row * experts + at]! * direction[at]!;
      product[row] = sum;
      spread += sum * direction[row]!;
    }
    const factor = weight / (1 + weight * spread);
    for (let row = 0; row < experts; row += 1)
      for (let at = 0; at < experts; at += 1)
        covariance[row * experts + at] =
          covariance[row * experts + at]! - factor * product[row]! * product[at]!;
  }

  /** Moves the weights by V · step, the longest component held. */
  #move(): void {
    const experts = this.weights.length;
    const product = this.#product;
    let longest = 0;
    for (let row = 0; row < experts; row += 1) {
      let sum = 0;
      for (let at = 0; at < experts; at += 1) sum += this.#covariance[row * experts + at]! * this.#step[at]!;
      product[row] = sum;
      longest = Math.max(longest, Math.abs(sum));
    }
    const scale = longest > MOST_STEP ? MOST_STEP / longest : 1;
    for (let row = 0; row < experts; row += 1) this.weights[row] = this.weights[row]! + scale * product[row]!;
  }

  state(): StateTree {
    return {
      weights: this.weights.slice(),
      covariance: this.#covariance.slice(),
      isStarted: this.#isStarted,
    };
  }
}
