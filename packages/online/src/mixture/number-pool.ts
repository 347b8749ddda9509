import { exp, type StateReader, type StateTree } from '@graph/core';

/** Rate of the exponential weights, by squared error over its running mean. */
const RATE = 0.1;
/** Variance of the corrections at the start, over all experts together, and what each gains a row. */
const START = 0.1;
const WALK = 1e-6;
/** Fading of the mean squared error. */
const FADING = 0.005;
/** Standard deviations within which an error is held. */
const MOST_DEVIATIONS = 5;

/**
 * Mixes numbers: a base by exponential weights with a fixed share (Herbster and Warmuth 1998), and corrections towards each
 * expert whose weights follow a Kalman recursion of the squared error, from 0.
 */
export class NumberPool {
  /** `[experts]`, of the base; sum 1. */
  readonly base: Float64Array<ArrayBuffer>;
  /** `[experts]`, of the corrections. */
  readonly corrections: Float64Array<ArrayBuffer>;
  readonly #covariance: Float64Array<ArrayBuffer>;
  readonly #distances: Float64Array;
  readonly #product: Float64Array;
  #baseAnswer = 0;
  #answer = 0;
  /** Fading means, in the target's unit squared: of the experts' squared errors, and of this pool's; and how much they weigh. */
  #expertError: number;
  #error: number;
  #weight: number;
  #isStarted: boolean;

  /** @param reader - of the `state()` of an earlier one of as many experts. */
  constructor(experts: number, reader?: StateReader) {
    this.base = reader?.floats('base', experts) ?? new Float64Array(experts).fill(1 / experts);
    this.corrections = reader?.floats('corrections', experts) ?? new Float64Array(experts);
    this.#covariance = reader?.floats('covariance', experts * experts) ?? new Float64Array(experts * experts);
    this.#expertError = reader?.number('expertError', 0) ?? 0;
    this.#error = reader?.number('error', 0) ?? 0;
    this.#weight = reader?.number('weight', 0) ?? 0;
    this.#isStarted = reader?.flag('isStarted') ?? false;
    this.#distances = new Float64Array(experts);
    this.#product = new Float64Array(experts);
  }

  /** Mixes one row of `[experts]` numbers. */
  mix(answers: Float64Array): number {
    const experts = this.base.length;
    let base = 0;
    for (let at = 0; at < experts; at += 1) base += this.base[at]! * answers[at]!;
    let answer = base;
    for (let at = 0; at < experts; at += 1) {
      const distance = answers[at]! - base;
      this.#distances[at] = distance;
      answer += this.corrections[at]! * distance;
    }
    this.#baseAnswer = base;
    this.#answer = answer;
    return answer;
  }

  /**
   * Takes in the number of the row that was mixed last.
   *
   * @param distance - rows between a prediction and its label, plus 1.
   * @param share - of the base's weight that is spread evenly.
   */
  update(answers: Float64Array, truth: number, distance: number, share: number): void {
    const experts = this.base.length;
    this.#weight = this.#weight * (1 - FADING) + 1;
    const fading = 1 / this.#weight;
    this.#updateCorrections(truth, distance, fading);
    let mean = 0;
    for (let at = 0; at < experts; at += 1) {
      const error = answers[at]! - truth;
      mean += this.base[at]! * error * error;
    }
    this.#expertError += (mean - this.#expertError) * fading;
    if (this.#expertError === 0) return;
    let sum = 0;
    for (let at = 0; at < experts; at += 1) {
      const error = answers[at]! - truth;
      this.base[at] = this.base[at]! * exp((-RATE * error * error) / this.#expertError);
      sum += this.base[at]!;
    }
    if (sum > 0)
      for (let at = 0; at < experts; at += 1)
        this.base[at] = ((1 - share) * this.base[at]!) / sum + share / experts;
    else this.base.fill(1 / experts);
  }

  #updateCorrections(truth: number, distance: number, fading: number): void {
    const experts = this.base.length;
    const [covariance, product, distances] = [this.#covariance, this.#product, this.#distances];
    const start = START / experts / distance;
    if (!this.#isStarted) {
      for (let at = 0; at < experts; at += 1) covariance[at * experts + at] = start;
      this.#isStarted = true;
    }
    const error = truth - this.#answer;
    this.#error += (error * error - this.#error) * fading;
    let spread = 0;
    for (let row = 0; row < experts; row += 1) {
      let sum = 0;
      for (let at = 0; at < experts; at += 1) sum += covariance[row * experts + at]! * distances[at]!;
      product[row] = sum;
      spread += sum * distances[row]!;
    }
    const variance = this.#error + spread;
    if (variance > 0) {
      const most = MOST_DEVIATIONS * Math.sqrt(variance);
      const held = Math.max(-most, Math.min(error, most));
      for (let row = 0; row < experts; row += 1) {
        this.corrections[row] = this.corrections[row]! + (product[row]! * held) / variance;
        for (let at = 0; at < experts; at += 1)
          covariance[row * experts + at] =
            covariance[row * experts + at]! - (product[row]! * product[at]!) / variance;
      }
    }
    const walk = WALK / (distance * distance);
    for (let at = 0; at < experts; at += 1) {
      const index = at * experts + at;
      if (covariance[index]! < start) covariance[index] = covariance[index]! + walk;
    }
  }

  /** The answer of the base to the row that was mixed last. */
  get baseAnswer(): number {
    return this.#baseAnswer;
  }

  state(): StateTree {
    return {
      base: this.base.slice(),
      corrections: this.corrections.slice(),
      covariance: this.#covariance.slice(),
      expertError: this.#expertError,
      error: this.#error,
      weight: this.#weight,
      isStarted: this.#isStarted,
    };
  }
}
