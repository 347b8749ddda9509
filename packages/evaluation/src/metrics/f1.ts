import type { Averaging } from '../averaging.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';
import { ClassTally } from './class-tally.js';

/** Measures F1, the harmonic mean of precision and recall, of one class: 2 TP / (2 TP + FP + FN). */
export class F1 {
  /** Index of the class that counts as positive. */
  readonly positive: number;
  #tally: ClassTally;

  /**
   * @param options - an averaging, and `positive`: index of the class that counts as positive, 1 unless given.
   * @throws EvaluationError `OPTION` if the averaging is out of range.
   */
  constructor(options: Averaging & { readonly positive?: number } = {}) {
    const { positive = 1, ...averaging } = options;
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
  state(): StateTree {
    return { positive: this.positive, tally: this.#tally.state() };
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): F1 {
    const reader = new StateReader(state, 'F1');
    const metric = new F1({ positive: reader.count('positive') });
    metric.#tally = ClassTally.from(reader.tree('tally'));
    return metric;
  }
}
