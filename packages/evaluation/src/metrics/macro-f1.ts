import type { Averaging } from '../averaging.js';
import type { StateTree } from '../state.js';
import { ClassTally } from './class-tally.js';

/** Measures the mean F1 of all classes that were target or prediction. */
export class MacroF1 {
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
    return this.#tally.macroF1;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return this.#tally.state();
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): MacroF1 {
    const metric = new MacroF1();
    metric.#tally = ClassTally.from(state);
    return metric;
  }
}
