import type { StateReader, StateTree } from '@graph/core';
import { BernsteinAggregation } from './bernstein-aggregation.js';
import { type Mixer, mixingPriors, type Said } from './mixer.js';
import { NumberPool } from './number-pool.js';

const SHARE = 0.01;
/** Root mean squared errors within which an error is held before anything is learned from it. */
const MOST_ERRORS = 10;
/** Rows over which the mean squared error fades, and rows before an error is held. */
const HORIZON = 500;
const LEAST_ROWS = 10;

/** Mixes experts that answer with numbers: a linear pool, a pool with corrections, and a mixture of the two. */
export class NumberMixer implements Mixer {
  readonly #linear: BernsteinAggregation;
  readonly #pool: NumberPool;
  readonly #pools: BernsteinAggregation;
  readonly #excess: Float64Array;
  readonly #poolExcess: Float64Array = new Float64Array(2);
  #linearAnswer = 0;
  #poolAnswer = 0;
  readonly answer: Float64Array = new Float64Array(1);
  #meanSquare: number;
  #rows: number;

  /**
   * @param experts - how many, at least 2.
   * @param constant - which of them knows nothing but the mean.
   * @param reader - of the `state()` of an earlier one of the same.
   */
  constructor(experts: number, constant: number, reader?: StateReader) {
    const infinite = Number.POSITIVE_INFINITY;
    this.#linear = new BernsteinAggregation(
      mixingPriors(experts, constant),
      infinite,
      reader?.child('linear'),
    );
    this.#pool = new NumberPool(experts, reader?.child('pool'));
    this.#pools = new BernsteinAggregation(Float64Array.of(0.5, 0.5), infinite, reader?.child('pools'));
    this.#excess = new Float64Array(experts);
    this.#meanSquare = reader?.number('meanSquare', 0) ?? 0;
    this.#rows = reader?.count('rows') ?? 0;
  }

  /** `[experts]`: how much each counts, sum 1. */
  get shares(): Float64Array {
    const [linear, pool] = this.#pools.weights;
    const { base, corrections } = this.#pool;
    const rest = 1 - corrections.reduce((sum, weight) => sum + weight, 0);
    const parts = base.map((weight, at) => Math.abs(weight * rest + corrections[at]!));
    const sum = parts.reduce((total, part) => total + part, 0) || 1;
    return this.#linear.weights.map((weight, at) => linear! * weight + (pool! * parts[at]!) / sum);
  }

  mix({ values: answers }: Said): void {
    const { weights } = this.#linear;
    let linear = 0;
    for (let at = 0; at < weights.length; at += 1) linear += weights[at]! * answers[at]!;
    this.#linearAnswer = linear;
    this.#poolAnswer = this.#pool.mix(answers);
    const [first, second] = this.#pools.weights;
    this.answer[0] = first! * linear + second! * this.#poolAnswer;
  }

  loss(truth: number): number {
    const error = this.answer[0]! - truth;
    return error * error;
  }

  /** Takes in the number of the row that was mixed last; one that is wildly off is held to what is usual. */
  update({ values: answers }: Said, truth: number, distance: number): void {
    const share = SHARE / distance;
    const held = this.#hold(truth);
    // The gradient of the squared error at the mixture, along the distance of each part from it.
    const slope = 2 * (this.answer[0]! - held);
    this.#poolExcess[0] = slope * (this.#linearAnswer - this.answer[0]!);
    this.#poolExcess[1] = slope * (this.#poolAnswer - this.answer[0]!);
    this.#pools.update(this.#poolExcess, share);
    const linearSlope = 2 * (this.#linearAnswer - held);
    for (let expert = 0; expert < this.#excess.length; expert += 1)
      this.#excess[expert] = linearSlope * (answers[expert]! - this.#linearAnswer);
    this.#linear.update(this.#excess, share);
    this.#pool.update(answers, held, distance, share);
  }

  #hold(truth: number): number {
    const most =
      this.#rows < LEAST_ROWS ? Number.POSITIVE_INFINITY : MOST_ERRORS * Math.sqrt(this.#meanSquare);
    const error = Math.max(-most, Math.min(truth - this.answer[0]!, most));
    this.#rows += 1;
    this.#meanSquare += (error * error - this.#meanSquare) / Math.min(this.#rows, HORIZON);
    return this.answer[0]! + error;
  }

  state(): StateTree {
    return {
      linear: this.#linear.state(),
      pool: this.#pool.state(),
      pools: this.#pools.state(),
      meanSquare: this.#meanSquare,
      rows: this.#rows,
    };
  }
}
