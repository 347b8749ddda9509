import {
  type Averaging,
  averagingState,
  type CheckedAveraging,
  checkAveraging,
  readAveraging,
} from '../averaging.js';
import { checkFinite } from '../check-row.js';
import { RowRing } from '../row-ring.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';

/**
 * Averages one number per row: a loss, an error, a score.
 *
 * @example
 * ```ts
 * const recent = new Mean({ window: 2 });
 * for (const loss of [9, 1, 2]) recent.update(loss);
 * recent.value; // 1.5
 * ```
 */
export class Mean {
  readonly #averaging: CheckedAveraging;
  readonly #ring: RowRing | undefined;
  #sum = 0;
  #weight = 0;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#averaging = checkAveraging(averaging);
    if (this.#averaging.window > 0) this.#ring = new RowRing(this.#averaging.window, 1);
  }

  /**
   * Takes the number of one row. O(1), allocates nothing.
   *
   * @throws EvaluationError `VALUE` if it is not finite.
   */
  update(value: number): void {
    checkFinite(value, 'value');
    const ring = this.#ring;
    if (ring !== undefined) {
      ring.values[ring.advance()] = value;
      return;
    }
    const { fading } = this.#averaging;
    this.#sum = value + fading * this.#sum;
    this.#weight = 1 + fading * this.#weight;
  }

  /** The mean; NaN before the first row. O(window) to read when windowed: the rows are summed anew, so nothing drifts. */
  get value(): number {
    const ring = this.#ring;
    if (ring === undefined) return this.#sum / this.#weight;
    let sum = 0;
    for (let row = 0; row < ring.size; row += 1) sum += ring.values[row]!;
    return sum / ring.size;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return {
      averaging: averagingState(this.#averaging),
      ...(this.#ring ? { ring: this.#ring.state() } : { sum: this.#sum, weight: this.#weight }),
    };
  }

  /**
   * Puts a mean back as `state()` gave it.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): Mean {
    const reader = new StateReader(state, 'Mean');
    const mean = new Mean(readAveraging(new StateReader(reader.tree('averaging'), 'Mean')));
    if (mean.#ring !== undefined) mean.#ring.restore(new StateReader(reader.tree('ring'), 'Mean'));
    else {
      mean.#sum = reader.number('sum');
      mean.#weight = reader.number('weight', 0);
    }
    return mean;
  }
}
