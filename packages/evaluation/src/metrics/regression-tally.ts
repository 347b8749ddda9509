import { StateFormat, type StateTree } from '@graph/core';
import {
  type Averaging,
  averagingState,
  type CheckedAveraging,
  checkAveraging,
  readAveraging,
} from '../averaging.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing } from '../row-ring.js';
import { type EvaluationState, readPart } from '../state.js';

const FORMAT = new StateFormat('regression-tally', 1, EvaluationError);

/**
 * Sums what MAE, RMSE and R² need, one pass, in the target's unit.
 *
 * @example
 * ```ts
 * const tally = new RegressionTally();
 * tally.update(3, 2); // target, prediction
 * tally.update(5, 7);
 * tally.meanAbsoluteError; // 1.5
 * ```
 */
export class RegressionTally {
  readonly #averaging: CheckedAveraging;
  readonly #ring: RowRing | undefined;
  // weight, mean of the targets, their squared distances from it, absolute errors, squared errors
  readonly #sums: Float64Array = new Float64Array(5);
  /** Whether the sums are those of the window. */
  #isSummed = false;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#averaging = checkAveraging(averaging);
    if (this.#averaging.window > 0) this.#ring = new RowRing(this.#averaging.window, 2);
  }

  /**
   * Takes one row. O(1), allocates nothing.
   *
   * @throws EvaluationError `VALUE` if target or prediction is not finite; nothing is changed then.
   */
  update(target: number, prediction: number): void {
    checkFinite(target, 'target');
    checkFinite(prediction, 'prediction');
    const ring = this.#ring;
    if (ring === undefined) {
      add(this.#sums, target, prediction, this.#averaging.fading);
      return;
    }
    this.#isSummed = false;
    const at = ring.advance();
    ring.values[at] = target;
    ring.values[at + 1] = prediction;
  }

  /** Mean of |target - prediction|; NaN before the first row. */
  get meanAbsoluteError(): number {
    const sums = this.#total();
    return sums[3]! / sums[0]!;
  }

  /** Square root of the mean of (target - prediction)²; NaN before the first row. */
  get rootMeanSquaredError(): number {
    const sums = this.#total();
    return Math.sqrt(sums[4]! / sums[0]!);
  }

  /** 1 - squared errors / squared distances of the same targets from their mean; NaN while all targets are equal. */
  get r2(): number {
    const sums = this.#total();
    return sums[2]! > 0 ? 1 - sums[4]! / sums[2]! : Number.NaN;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'regression-tally'> {
    return {
      ...FORMAT.header,
      averaging: averagingState(this.#averaging),
      ...(this.#ring ? { ring: this.#ring.state() } : { sums: this.#sums.slice() }),
    };
  }

  /**
   * Restores a tally from its `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): RegressionTally {
    const reader = FORMAT.read(state);
    const tally = new RegressionTally(readAveraging(readPart(reader, 'averaging')));
    if (tally.#ring !== undefined) tally.#ring.restore(readPart(reader, 'ring'));
    else tally.#sums.set(reader.floats('sums', 5));
    return tally;
  }

  // A window is summed anew from its oldest row on, so that no rounding is carried along.
  #total(): Float64Array {
    const ring = this.#ring;
    if (ring === undefined || this.#isSummed) return this.#sums;
    this.#isSummed = true;
    this.#sums.fill(0);
    for (let row = 0, at = ring.oldest; row < ring.size; row += 1) {
      add(this.#sums, ring.values[at]!, ring.values[at + 1]!, 1);
      at = at + 2 === ring.values.length ? 0 : at + 2;
    }
    return this.#sums;
  }
}

// Weighted and fading form of Welford's update (West 1979): stable however far the targets are from 0.
function add(sums: Float64Array, target: number, prediction: number, fading: number): void {
  const weight = 1 + fading * sums[0]!;
  const distance = target - sums[1]!;
  const mean = sums[1]! + distance / weight;
  const error = target - prediction;
  sums[0] = weight;
  sums[1] = mean;
  sums[2] = fading * sums[2]! + distance * (target - mean);
  sums[3] = fading * sums[3]! + (error < 0 ? -error : error);
  sums[4] = fading * sums[4]! + error * error;
}
