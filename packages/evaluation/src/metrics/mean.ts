import { StateFormat, type StateTree } from '@graph/core';
import {
  AVERAGING_NAMES,
  type Averaging,
  averagingState,
  type CheckedAveraging,
  checkAveraging,
  readAveraging,
} from '../averaging.js';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing } from '../row-ring.js';
import { type EvaluationState, readPart } from '../state.js';

const FORMAT = new StateFormat('mean', 1, EvaluationError);

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
    check.names('Mean', averaging, AVERAGING_NAMES);
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
  state(): EvaluationState<'mean'> {
    return {
      ...FORMAT.header,
      averaging: averagingState(this.#averaging),
      ...(this.#ring ? { ring: this.#ring.state() } : { sum: this.#sum, weight: this.#weight }),
    };
  }

  /**
   * Restores a mean from its `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): Mean {
    const reader = FORMAT.read(state);
    const mean = new Mean(readAveraging(readPart(reader, 'averaging')));
    if (mean.#ring !== undefined) mean.#ring.restore(readPart(reader, 'ring'));
    else {
      mean.#sum = reader.number('sum');
      mean.#weight = reader.number('weight', 0);
    }
    return mean;
  }
}
