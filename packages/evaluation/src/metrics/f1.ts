import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { AVERAGING_NAMES, type Averaging } from '../averaging.js';
import { check } from '../check.js';
import { MAX_CLASSES } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';
import { ClassTally } from './class-tally.js';

/** Which class, over which rows. */
export type F1Options = Averaging & {
  /** Index of the class that counts as positive, 0 to 2^20 - 1 (both inclusive). Default 1. */
  readonly positive?: number;
};

const NAMES: OptionNames<F1Options> = { ...AVERAGING_NAMES, positive: true };
const FORMAT = new StateFormat('f1', 1, EvaluationError);

/** Measures F1, the harmonic mean of precision and recall, of one class: 2 TP / (2 TP + FP + FN). */
export class F1 {
  /** Index of the class that counts as positive. */
  readonly positive: number;
  #tally: ClassTally;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: F1Options = {}) {
    check.names('F1', options, NAMES);
    const { positive = 1, ...averaging } = options;
    check.wholeNumber('positive', positive, { min: 0, max: MAX_CLASSES - 1 });
    this.positive = positive;
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

  /** F1, 0 to 1; 0 while the positive class was neither target nor prediction; NaN before the first row. */
  get value(): number {
    return this.#tally.f1(this.positive);
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'f1'> {
    return { ...FORMAT.header, positive: this.positive, tally: this.#tally.state() };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): F1 {
    const reader = FORMAT.read(state);
    const metric = new F1({ positive: reader.count('positive', 0, MAX_CLASSES - 1) });
    metric.#tally = reader.restore('tally', ClassTally.from);
    return metric;
  }
}
