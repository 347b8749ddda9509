import { StateFormat, type StateTree } from '@graph/core';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

const FORMAT = new StateFormat('stream-curve', 1, EvaluationError);
const MOST_POINTS = 64;

/** A curve of means. */
export type CurvePoints = {
  /** Rows that each point is the mean of, a power of two. */
  readonly rowsPerPoint: number;
  /** Oldest first, at most 63. */
  readonly means: readonly number[];
};

/**
 * Keeps the course of a figure over a stream without an end: means over segments of equal length, 32 to 63 of them once
 * there were that many rows. When there are 64, two become one and segments are twice as long from then on.
 *
 * @example
 * ```ts
 * const curve = new StreamCurve();
 * for (let row = 0; row < 64; row += 1) curve.update(row % 2);
 * curve.points.rowsPerPoint; // 2
 * curve.points.means[0]; // 0.5
 * ```
 */
export class StreamCurve {
  #rowsPerPoint = 1;
  #sums: number[] = [];
  #open = 0;
  #openRows = 0;

  /** Takes in the figure of one row. Amortised O(1). @throws EvaluationError `VALUE` if it is not finite. */
  update(value: number): void {
    checkFinite(value, 'value');
    this.#open += value;
    this.#openRows += 1;
    if (this.#openRows < this.#rowsPerPoint) return;
    this.#sums.push(this.#open);
    this.#open = 0;
    this.#openRows = 0;
    if (this.#sums.length < MOST_POINTS) return;
    const sums = this.#sums;
    this.#sums = Array.from({ length: MOST_POINTS / 2 }, (_, at) => sums[2 * at]! + sums[2 * at + 1]!);
    this.#rowsPerPoint *= 2;
  }

  /** The curve so far. The last segment is left out until it is whole. */
  get points(): CurvePoints {
    return { rowsPerPoint: this.#rowsPerPoint, means: this.#sums.map((sum) => sum / this.#rowsPerPoint) };
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'stream-curve'> {
    return {
      ...FORMAT.header,
      rowsPerPoint: this.#rowsPerPoint,
      sums: Float64Array.from(this.#sums),
      open: this.#open,
      openRows: this.#openRows,
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): StreamCurve {
    const reader = FORMAT.read(state);
    const curve = new StreamCurve();
    curve.#rowsPerPoint = reader.count('rowsPerPoint', 1);
    const sums = reader.floats('sums');
    if (sums.length >= MOST_POINTS) throw reader.error('sums', `fewer than ${MOST_POINTS} sums`);
    curve.#sums = [...sums];
    curve.#open = reader.number('open');
    curve.#openRows = reader.count('openRows', 0, curve.#rowsPerPoint - 1);
    return curve;
  }
}
