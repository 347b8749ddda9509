import type { Averaging } from '../averaging.js';
import type { StateTree } from '../state.js';
import { RegressionTally } from './regression-tally.js';

/** Measures the root of the mean of (target - prediction)², in the target's unit. */
export class RootMeanSquaredError {
  #tally: RegressionTally;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#tally = new RegressionTally(averaging);
  }

  /** Takes one row. O(1). @throws EvaluationError `VALUE` if target or prediction is not finite. */
  update(target: number, prediction: number): void {
    this.#tally.update(target, prediction);
  }

  /** The error; NaN before the first row. O(window) to read when windowed. */
  get value(): number {
    return this.#tally.rootMeanSquaredError;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return this.#tally.state();
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): RootMeanSquaredError {
    const metric = new RootMeanSquaredError();
    metric.#tally = RegressionTally.from(state);
    return metric;
  }
}
