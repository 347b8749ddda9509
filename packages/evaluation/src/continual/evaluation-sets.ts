import { type OptionNames, Random, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import { hashRow } from '../hash-row.js';
import { type EvaluationState, restoreOptions } from '../state.js';

const NAMES: OptionNames<EvaluationSetsOptions> = {
  width: true,
  seed: true,
  share: true,
  span: true,
  sets: true,
  capacity: true,
};
const FORMAT = new StateFormat('evaluation-sets', 1, EvaluationError);

/** Which rows are kept aside, and how many. */
export type EvaluationSetsOptions = {
  /** Numbers per row: inputs and target, whatever an evaluation needs. ≥ 1. */
  readonly width: number;
  /** Any safe integer: which rows are chosen. */
  readonly seed: number;
  /** Share of the stream that is kept aside, over 0 and under 1. Default 0.05. */
  readonly share?: number;
  /** Rows of the stream that one set stands for, ≥ 1. Default 1000. */
  readonly span?: number;
  /** Sets; the stream beyond the last one's span fills none. ≥ 1. Default 10. */
  readonly sets?: number;
  /** Most rows of a set, ≥ 1. Default 200. */
  readonly capacity?: number;
};

/**
 * Keeps rows of a stream aside to measure with: one set for each stretch of the stream, filled while it passes and
 * fixed from then on. With them a stream without tasks has its retention matrix: one task per set.
 *
 * Whether a row is kept aside depends on a hash of its numbers alone, so a row that comes again is never learned from
 * either; when a set is full, a reservoir (Vitter 1985) keeps each of its stretch's chosen rows equally likely.
 *
 * @example
 * ```ts
 * const sets = new EvaluationSets({ width: 3, seed: 42, span: 5000 });
 * if (!sets.offer(row)) learn(row);
 * for (let set = 0; set < sets.complete; set += 1) score(sets.rows(set)); // [rowCount(set), width]
 * ```
 */
export class EvaluationSets {
  readonly #options: Required<EvaluationSetsOptions>;
  readonly #values: Float64Array;
  readonly #offered: Float64Array;
  #random: Random;
  #seen = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: EvaluationSetsOptions) {
    check.names('EvaluationSets', options, NAMES);
    const { width, seed, share = 0.05, span = 1000, sets = 10, capacity = 200 } = options;
    for (const [name, value] of Object.entries({ width, span, sets, capacity }))
      check.wholeNumber(name, value, { min: 1 });
    check.number('share', share, { above: 0, below: 1 });
    check.seed(seed);
    this.#options = { width, seed, share, span, sets, capacity };
    this.#values = new Float64Array(sets * capacity * width);
    this.#offered = new Float64Array(sets);
    this.#random = Random.fromSeed(seed, 'evaluation-sets');
  }

  /** Sets whose stretch of the stream has passed: they change no more. */
  get complete(): number {
    return Math.min(this.#options.sets, Math.floor(this.#seen / this.#options.span));
  }

  /**
   * Offers the next row of the stream; it is copied when it is kept.
   *
   * @param row - `[width]` from `offset` on.
   * @returns whether the row is kept aside: it must not be learned from.
   * @throws EvaluationError `SHAPE` if fewer than `width` numbers are there; nothing is changed then.
   */
  offer(row: ArrayLike<number>, offset = 0): boolean {
    const { capacity, seed, sets, share, span, width } = this.#options;
    if (!(offset >= 0 && offset + width <= row.length))
      throw new EvaluationError(
        'SHAPE',
        `row has ${row.length - offset} values, these sets' width is ${width}`,
      );
    const set = Math.floor(this.#seen / span);
    this.#seen += 1;
    if (hashRow(row, offset, width, seed) >= share * 4294967296) return false;
    if (set >= sets) return true;
    const offered = this.#offered[set]!;
    this.#offered[set] = offered + 1;
    const slot = offered < capacity ? offered : this.#random.below(offered + 1);
    if (slot < capacity)
      for (let index = 0, at = (set * capacity + slot) * width; index < width; index += 1)
        this.#values[at + index] = row[offset + index]!;
    return true;
  }

  /** Rows in a set, 0 to `capacity`. */
  rowCount(set: number): number {
    return Math.min(this.#options.capacity, this.#offered[set] ?? 0);
  }

  /** The rows of a set, `[rowCount(set), width]`, row-major. A view: of a complete set it never changes. */
  rows(set: number): Float64Array {
    const { capacity, width } = this.#options;
    const from = set * capacity * width;
    return this.#values.subarray(from, from + this.rowCount(set) * width);
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'evaluation-sets'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      seen: this.#seen,
      offered: this.#offered.slice(),
      values: this.#values.slice(),
      random: this.#random.state(),
    };
  }

  /** Restores them from their `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): EvaluationSets {
    const reader = FORMAT.read(state);
    const sets = restoreOptions(reader, NAMES, (options) => new EvaluationSets(options));
    sets.#seen = reader.count('seen');
    sets.#offered.set(reader.floats('offered', sets.#offered.length));
    sets.#values.set(reader.floats('values', sets.#values.length));
    sets.#random = reader.restore('random', Random.from);
    return sets;
  }
}
