import { ln, StateFormat, type StateTree } from '@graph/core';
import { AVERAGING_NAMES, type Averaging } from '../averaging.js';
import { check } from '../check.js';
import { checkProbability } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';
import { Mean } from './mean.js';

const FORMAT = new StateFormat('log-loss', 1, EvaluationError);

// As in River and scikit-learn: a probability of 0 for what happened costs 34.5 nats, not infinity.
const LEAST = 1e-15;

/** Measures the mean of -ln(probability that was given to the true class), in nats. */
export class LogLoss {
  #mean: Mean;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    check.names('LogLoss', averaging, AVERAGING_NAMES);
    this.#mean = new Mean(averaging);
  }

  /**
   * Takes one row. O(1).
   *
   * @param probability - what the prediction gave to the class that turned out true, 0 to 1; clipped to 1e-15 below.
   * @throws EvaluationError `VALUE` if it is not a probability.
   */
  update(probability: number): void {
    checkProbability(probability, 'probability of the target');
    this.#mean.update(LogLoss.of(probability));
  }

  /** Mean loss in nats; NaN before the first row. O(window) to read when windowed. */
  get value(): number {
    return this.#mean.value;
  }

  /** Returns the loss of one row, with the bits that it has on every machine. */
  static of(probability: number): number {
    return probability >= 1 ? 0 : -ln(Math.max(probability, LEAST));
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'log-loss'> {
    return { ...FORMAT.header, mean: this.#mean.state() };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): LogLoss {
    const metric = new LogLoss();
    metric.#mean = FORMAT.read(state).restore('mean', Mean.from);
    return metric;
  }
}
