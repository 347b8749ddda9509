import { Random, type RandomState } from '@graph/random';
import { EvaluationError } from '../errors.js';
import { hashRow } from '../hash-row.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';

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
    const checked = { share: 0.05, span: 1000, sets: 10, capacity: 200, ...options };
    for (const key of ['width', 'span', 'sets', 'capacity'] as const)
      if (!(Number.isInteger(checked[key]) && checked[key] >= 1))
        throw new EvaluationError('OPTION', `${key} is ${checked[key]}, wanted a whole number from 1`);
    if (!(checked.share > 0 && checked.share < 1))
      throw new EvaluationError('OPTION', `share is ${checked.share}, wanted a number over 0 and under 1`);
    if (!Number.isSafeInteger(checked.seed))
      throw new EvaluationError(
        'OPTION',
        `seed is ${checked.seed}, wanted a whole number within ±(2^53 - 1)`,
      );
    this.#options = checked;
    this.#values = new Float64Array(checked.sets * checked.capacity * checked.width);
    this.#offered = new Float64Array(checked.sets);
    this.#random = Random.fromSeed(checked.seed, 'evaluation-sets');
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
  state(): StateTree {
    const { words } = this.#random.state();
    return {
      options: { ...this.#options },
      seen: this.#seen,
      offered: this.#offered.slice(),
      values: this.#values.slice(),
      random: Float64Array.from(words),
    };
  }

  /** Puts them back as `state()` gave them. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): EvaluationSets {
    const reader = new StateReader(state, 'EvaluationSets');
    const options = new StateReader(reader.tree('options'), 'EvaluationSets');
    const sets = new EvaluationSets({
      width: options.count('width', 1),
      seed: options.number('seed'),
      share: options.number('share'),
      span: options.count('span', 1),
      sets: options.count('sets', 1),
      capacity: options.count('capacity', 1),
    });
    sets.#seen = reader.count('seen');
    sets.#offered.set(reader.floats('offered', sets.#offered.length));
    sets.#values.set(reader.floats('values', sets.#values.length));
    sets.#random = Random.from(randomState(reader.floats('random', 4)));
    return sets;
  }
}

function randomState(words: Float64Array): RandomState {
  return { algorithm: 'xoroshiro128plus', words: Int32Array.from(words) };
}
