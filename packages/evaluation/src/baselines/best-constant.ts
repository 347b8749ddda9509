import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

/** How wide the rows are. */
export type BestConstantOptions = {
  /** Targets per row, a whole number from 1. */
  readonly width: number;
};

const NAMES: OptionNames<BestConstantOptions> = { width: true };
const FORMAT = new StateFormat('best-constant', 1, EvaluationError);

/**
 * Keeps what the best constant prediction of all targets so far would have cost: their spread around their mean (Welford
 * 1962). Unlike `RunningMean` it knows the future: a model that is not better has learned nothing.
 *
 * @example
 * ```ts
 * const constant = new BestConstant({ width: 1 });
 * constant.learn([1, 3]); // two rows of one target
 * constant.predict(); // Float64Array [2]
 * constant.meanSquaredError; // 1
 * ```
 */
export class BestConstant {
  #rows = 0;
  #mean: Float64Array;
  #squares: Float64Array;

  /** @throws EvaluationError `OPTION` if `width` is anything else. */
  constructor(options: BestConstantOptions) {
    check.names('BestConstant', options, NAMES);
    const { width } = options;
    check.wholeNumber('width', width, { min: 1, max: 2 ** 28 });
    this.#mean = new Float64Array(width);
    this.#squares = new Float64Array(width);
  }

  /** Rows learned so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Returns the mean of each target, `[width]`, 0 before the first row; a copy. */
  predict(): Float64Array {
    return this.#mean.slice();
  }

  /**
   * Learns the targets of `rows` rows. O(rows · width), allocates nothing.
   *
   * @param targets - `[≥ rows, width]`, row-major.
   * @param rows - rows in use, all of `targets` when left out.
   * @throws EvaluationError `SHAPE` if fewer are there, `VALUE` if a number is not finite; nothing is changed then.
   */
  learn(targets: ArrayLike<number>, rows: number = targets.length / this.#mean.length): void {
    const width = this.#mean.length;
    if (!(Number.isInteger(rows) && rows >= 0 && rows * width <= targets.length))
      throw new EvaluationError(
        'SHAPE',
        `${rows} rows of ${width} targets are wanted, there are ${targets.length} numbers`,
      );
    for (let at = 0; at < rows * width; at += 1) checkFinite(targets[at]!, 'target');
    for (let row = 0; row < rows; row += 1) {
      this.#rows += 1;
      for (let column = 0; column < width; column += 1) {
        const target = targets[row * width + column]!;
        const distance = target - this.#mean[column]!;
        this.#mean[column]! += distance / this.#rows;
        this.#squares[column]! += distance * (target - this.#mean[column]!);
      }
    }
  }

  /** Squared error of the best constant, averaged over the targets of a row; null before the first row. */
  get meanSquaredError(): number | null {
    if (this.#rows === 0) return null;
    let sum = 0;
    for (const squares of this.#squares) sum += squares / this.#rows;
    return sum / this.#squares.length;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'best-constant'> {
    return {
      ...FORMAT.header,
      rows: this.#rows,
      mean: this.#mean.slice(),
      squares: this.#squares.slice(),
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): BestConstant {
    const reader = FORMAT.read(state);
    const mean = reader.floats('mean');
    if (mean.length === 0) throw reader.error('mean', 'one number for each target');
    const constant = new BestConstant({ width: mean.length });
    constant.#rows = reader.count('rows');
    constant.#mean = mean;
    constant.#squares = reader.floats('squares', mean.length);
    return constant;
  }
}
