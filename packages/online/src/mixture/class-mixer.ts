import { ln, type StateReader, type StateTree } from '@graph/core';
import { BernsteinAggregation } from './bernstein-aggregation.js';
import { LogitPool } from './logit-pool.js';
import { type Mixer, mixingPriors, type Said } from './mixer.js';

/** Share of the weight that is spread evenly after each row, where labels come at once. */
const SHARE = 0.01;

/** Mixes experts that answer with probabilities: a linear pool, a pool of logits, and a mixture of the two. */
export class ClassMixer implements Mixer {
  readonly #linear: BernsteinAggregation;
  readonly #logits: LogitPool;
  readonly #pools: BernsteinAggregation;
  readonly #excess: Float64Array;
  readonly #poolExcess: Float64Array = new Float64Array(2);
  #mean: Float64Array = new Float64Array(2);
  #answer: Float64Array = new Float64Array(2);

  /**
   * @param experts - how many, at least 2.
   * @param constant - which of them knows nothing but frequencies.
   * @param reader - of the `state()` of an earlier one of the same.
   */
  constructor(experts: number, constant: number, reader?: StateReader) {
    this.#linear = new BernsteinAggregation(
      mixingPriors(experts, constant),
      undefined,
      reader?.child('linear'),
    );
    this.#logits = new LogitPool(experts, reader?.child('logits'));
    this.#pools = new BernsteinAggregation(Float64Array.of(0.5, 0.5), undefined, reader?.child('pools'));
    this.#excess = new Float64Array(experts);
  }

  /** `[classes]`, of the row that was mixed last. */
  get answer(): Float64Array {
    return this.#answer;
  }

  /** `[experts]`: how much each counts, sum 1; a weight on the scale of logits counts by its size. */
  get shares(): Float64Array {
    const [linear, logits] = this.#pools.weights;
    let sum = 0;
    for (const weight of this.#logits.weights) sum += Math.abs(weight);
    return this.#linear.weights.map(
      (weight, at) => linear! * weight + (logits! * Math.abs(this.#logits.weights[at]!)) / (sum || 1),
    );
  }

  /** Mixes one row. */
  mix({ classes, values, scores }: Said): void {
    if (this.#mean.length !== classes) {
      this.#mean = new Float64Array(classes);
      this.#answer = new Float64Array(classes);
    }
    this.#logits.mix(scores, classes);
    const { weights } = this.#linear;
    const mean = this.#mean;
    mean.fill(0);
    for (let expert = 0; expert < weights.length; expert += 1)
      for (let at = 0; at < classes; at += 1)
        mean[at] = mean[at]! + weights[expert]! * values[expert * classes + at]!;
    const [linear, logits] = this.#pools.weights;
    for (let at = 0; at < classes; at += 1)
      this.#answer[at] = linear! * mean[at]! + logits! * this.#logits.probabilities[at]!;
  }

  loss(truth: number): number {
    return -ln(this.#answer[truth]!);
  }

  update({ classes, values, scores }: Said, truth: number, distance: number): void {
    const share = SHARE / distance;
    const answered = this.#answer[truth]!;
    this.#poolExcess[0] = 1 - this.#mean[truth]! / answered;
    this.#poolExcess[1] = 1 - this.#logits.probabilities[truth]! / answered;
    this.#pools.update(this.#poolExcess, share);
    const mean = this.#mean[truth]!;
    for (let expert = 0; expert < this.#excess.length; expert += 1)
      this.#excess[expert] = 1 - values[expert * classes + truth]! / mean;
    this.#linear.update(this.#excess, share);
    this.#logits.update(scores, classes, truth, distance);
  }

  state(): StateTree {
    return {
      linear: this.#linear.state(),
      logits: this.#logits.state(),
      pools: this.#pools.state(),
    };
  }
}
