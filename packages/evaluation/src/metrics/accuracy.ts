import type { Averaging } from '../averaging.js';
import type { StateTree } from '../state.js';
import { ClassTally } from './class-tally.js';

/** Measures the share of rows whose predicted class is right. */
export class Accuracy {
  #tally: ClassTally;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#tally = new ClassTally(averaging);
  }

  /**
   * Counts one row. O(1).
   *
   * @param target - index of the row's class.
   * @param predicted - index of the predicted class, or -1 for "none yet".
   * @throws EvaluationError `VALUE` if either is anything else; nothing is counted then.
   */
  update(target: number, predicted: number): void {
    this.#tally.update(target, predicted);
  }

  /** The metric, 0 to 1; NaN before the first row. O(classes). */
  get value(): number {
    return this.#tally.accuracy;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return this.#tally.state();
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): Accuracy {
    const metric = new Accuracy();
    metric.#tally = ClassTally.from(state);
    return metric;
  }
}
