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
import { checkClasses } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing, restoreRing } from '../row-ring.js';
import { type EvaluationState, readPart } from '../state.js';

const FORMAT = new StateFormat('confusion-matrix', 1, EvaluationError);

const MOST_CLASSES = 2048; // 32 MB of cells

/**
 * Counts how often each class was predicted for each class. New classes may appear at any row.
 *
 * @example
 * ```ts
 * const matrix = new ConfusionMatrix();
 * matrix.update(1, 0); // target, prediction
 * matrix.count(1, 0); // 1
 * ```
 */
export class ConfusionMatrix {
  readonly #averaging: CheckedAveraging;
  readonly #ring: RowRing | undefined;
  // [capacity, capacity + 1], row-major by target; the first column counts the rows without a prediction.
  #cells: Float64Array = new Float64Array(6);
  #capacity = 2;
  #classCount = 0;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    check.names('ConfusionMatrix', averaging, AVERAGING_NAMES);
    this.#averaging = checkAveraging(averaging);
    if (this.#averaging.window > 0) this.#ring = new RowRing(this.#averaging.window, 2);
  }

  /**
   * Counts one row. O(1) running and windowed, O(classes²) fading.
   *
   * @param target - index of the row's class, 0 to 2047 (both inclusive).
   * @param predicted - index of the predicted class, or -1 for "none yet".
   * @throws EvaluationError `VALUE` if either is anything else; nothing is counted then.
   */
  update(target: number, predicted: number): void {
    checkClasses(target, predicted);
    const highest = Math.max(target, predicted);
    if (highest >= MOST_CLASSES)
      throw new EvaluationError(
        'VALUE',
        `class ${highest} is beyond the ${MOST_CLASSES} classes of a matrix, use Accuracy or MacroF1, which need no matrix`,
      );
    if (highest >= this.#capacity) this.#grow(highest);
    if (highest >= this.#classCount) this.#classCount = highest + 1;
    const width = this.#capacity + 1;
    const ring = this.#ring;
    const { fading } = this.#averaging;
    if (fading < 1) for (let cell = 0; cell < this.#cells.length; cell += 1) this.#cells[cell]! *= fading;
    if (ring !== undefined) {
      const { full, values } = ring;
      const at = ring.advance();
      if (full) this.#cells[values[at]! * width + values[at + 1]! + 1]! -= 1;
      values[at] = target;
      values[at + 1] = predicted;
    }
    this.#cells[target * width + predicted + 1]! += 1;
  }

  /** Classes met so far: the highest index plus 1. */
  get classCount(): number {
    return this.#classCount;
  }

  /** Returns the (weighted) number of rows of class `target` for which `predicted` was said; -1 for no prediction. */
  count(target: number, predicted: number): number {
    if (!(target < this.#capacity && predicted < this.#capacity)) return 0;
    return this.#cells[target * (this.#capacity + 1) + predicted + 1] ?? 0;
  }

  /** The counts as a table, `[target][prediction]`, `classCount` on each side. A copy. */
  get value(): number[][] {
    const classes = Array.from({ length: this.#classCount }, (_, index) => index);
    return classes.map((target) => classes.map((predicted) => this.count(target, predicted)));
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'confusion-matrix'> {
    return {
      ...FORMAT.header,
      averaging: averagingState(this.#averaging),
      classCount: this.#classCount,
      capacity: this.#capacity,
      cells: this.#cells.slice(),
      ...(this.#ring && { ring: this.#ring.state() }),
    };
  }

  /**
   * Restores a matrix from its `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): ConfusionMatrix {
    const reader = FORMAT.read(state);
    const matrix = new ConfusionMatrix(readAveraging(readPart(reader, 'averaging')));
    matrix.#capacity = reader.count('capacity', 2, MOST_CLASSES);
    matrix.#classCount = reader.count('classCount', 0, matrix.#capacity);
    matrix.#cells = reader.floats('cells', matrix.#capacity * (matrix.#capacity + 1));
    restoreRing(reader, matrix.#ring);
    return matrix;
  }

  #grow(index: number): void {
    let capacity = this.#capacity;
    while (capacity <= index) capacity *= 2;
    const cells = new Float64Array(capacity * (capacity + 1));
    for (let target = 0; target < this.#capacity; target += 1)
      cells.set(
        this.#cells.subarray(target * (this.#capacity + 1), (target + 1) * (this.#capacity + 1)),
        target * (capacity + 1),
      );
    this.#cells = cells;
    this.#capacity = capacity;
  }
}
