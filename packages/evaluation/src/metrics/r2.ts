import type { Averaging } from '../averaging.js';
import type { StateTree } from '../state.js';
import { RegressionTally } from './regression-tally.js';

/** Measures the share of the variance of the targets that the predictions explain: 1 - squared errors / squared distances from the mean. */
export class R2 {
  #tally: RegressionTally;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#tally = new RegressionTally(averaging);
  }

  /** Takes one row. O(1). @throws EvaluationError `VALUE` if target or prediction is not finite. */
  update(target: number, prediction: number): void {
    this.#tally.update(target, prediction);
  }

  /** At most 1; NaN while all targets are equal. O(window) to read when windowed. */
  get value(): number {
    return this.#tally.r2;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return this.#tally.state();
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): R2 {
    const metric = new R2();
    metric.#tally = RegressionTally.from(state);
    return metric;
  }
}
