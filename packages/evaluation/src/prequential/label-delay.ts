import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import { RowRing } from '../row-ring.js';
import { type EvaluationState, readPart, restoreOptions } from '../state.js';

const NAMES: OptionNames<LabelDelayOptions> = { rows: true, width: true };
const FORMAT = new StateFormat('label-delay', 1, EvaluationError);

/** How long labels take, and how many numbers a waiting row has. */
export type LabelDelayOptions = {
  /** Rows between a prediction and its label, 0 to 2^28 (both inclusive); 0 gives each row back at once. */
  readonly rows: number;
  /** Numbers per row: whatever is needed once the label is there, such as prediction, inputs and target. ≥ 1. */
  readonly width: number;
};

/**
 * Holds predictions until their labels come, so many rows later: with a delay of 3, pushing row 10 gives back row 7,
 * which may now be scored and learned.
 *
 * @example
 * ```ts
 * const waiting = new LabelDelay({ rows: 1, width: 2 });
 * waiting.push([0.9, 1]); // false: the label of the first row is not there yet
 * waiting.push([0.2, 0]); // true
 * waiting.due; // Float64Array [0.9, 1]
 * ```
 */
export class LabelDelay {
  readonly rows: number;
  readonly width: number;
  /** The row whose label has come, as `push` or `flush` said. A view, valid until the next of either. */
  readonly due: Float64Array;
  readonly #ring: RowRing;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: LabelDelayOptions) {
    check.names('LabelDelay', options, NAMES);
    const { rows, width } = options;
    check.wholeNumber('rows', rows, { min: 0, max: 2 ** 28 });
    check.wholeNumber('width', width, { min: 1 });
    this.rows = rows;
    this.width = width;
    this.due = new Float64Array(width);
    this.#ring = new RowRing(rows, width);
  }

  /** Rows that wait for their labels, 0 to `rows`. */
  get size(): number {
    return this.#ring.size;
  }

  /**
   * Adds a row; it is copied. O(width), allocates nothing.
   *
   * @param values - `[width]` from `offset` on.
   * @returns whether a row has become due: it is then in `due`.
   * @throws EvaluationError `SHAPE` if fewer than `width` numbers are there; nothing is changed then.
   */
  push(values: ArrayLike<number>, offset = 0): boolean {
    const { due, width } = this;
    if (!(offset >= 0 && offset + width <= values.length))
      throw new EvaluationError(
        'SHAPE',
        `row has ${values.length - offset} values from ${offset} on, this delay's width is ${width}`,
      );
    const ring = this.#ring;
    const full = ring.full;
    if (ring.capacity === 0) {
      for (let index = 0; index < width; index += 1) due[index] = values[offset + index]!;
      return true;
    }
    const at = ring.advance();
    for (let index = 0; index < width; index += 1) {
      if (full) due[index] = ring.values[at + index]!;
      ring.values[at + index] = values[offset + index]!;
    }
    return full;
  }

  /** Gives the oldest waiting row back before its time, as at the end of a stream. False when no row waits. */
  flush(): boolean {
    const ring = this.#ring;
    if (ring.size === 0) return false;
    const at = ring.removeOldest();
    for (let index = 0; index < this.width; index += 1) this.due[index] = ring.values[at + index]!;
    return true;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'label-delay'> {
    return { ...FORMAT.header, options: { rows: this.rows, width: this.width }, ring: this.#ring.state() };
  }

  /** Restores it from its `state()`; `due` is all 0 then. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): LabelDelay {
    const reader = FORMAT.read(state);
    const delay = restoreOptions(reader, NAMES, (options) => new LabelDelay(options));
    delay.#ring.restore(readPart(reader, 'ring'));
    return delay;
  }
}
