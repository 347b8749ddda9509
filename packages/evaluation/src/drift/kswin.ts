import { ln, type OptionNames, Random, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing } from '../row-ring.js';
import { type EvaluationState, readPart, restoreOptions } from '../state.js';
import type { DriftDetector } from './drift-detector.js';

const MOST_ROWS = 2 ** 20;
const NAMES: OptionNames<KswinOptions> = { seed: true, alpha: true, windowRows: true, sampleRows: true };
const FORMAT = new StateFormat('kswin', 1, EvaluationError);

/** Options of KSWIN; the defaults are those of the authors' implementation. */
export type KswinOptions = {
  /** Any safe integer: which of the older rows are compared. */
  readonly seed: number;
  /** Significance of one test, over 0 and under 1; the authors advise under 0.01. Default 0.005. */
  readonly alpha?: number;
  /** Rows in the window, 2 × `sampleRows` to 2^20 (both inclusive). Default 100. */
  readonly windowRows?: number;
  /** Newest rows, and as many drawn from the others of the window, that are compared; ≥ 1. Default 30. */
  readonly sampleRows?: number;
};

/**
 * Finds any change of distribution, not only of the mean: the newest rows against a random sample of the window's
 * older ones, by the test of Kolmogorov and Smirnov.
 *
 * KSWIN (Raab, Heusinger and Schleif, "Reactive soft prototype computing for concept drift streams", Neurocomputing
 * 2020): a change when the distance of the two distributions exceeds sqrt(−ln(α) / sampleRows). After a change only the
 * newest rows stay. It tests at every row, so its false alarms come with the rows: see the report of the bench.
 *
 * @example
 * ```ts
 * const kswin = new Kswin({ seed: 42, alpha: 0.0001 });
 * if (kswin.update(loss)) console.log('losses are distributed differently now');
 * ```
 */
export class Kswin implements DriftDetector {
  readonly #options: Required<KswinOptions>;
  readonly #ring: RowRing;
  readonly #recent: Float64Array;
  readonly #older: Float64Array;
  readonly #pool: Float64Array;
  readonly #limit: number;
  #random: Random;
  #rows = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: KswinOptions) {
    check.names('Kswin', options, NAMES);
    const { seed, alpha = 0.005, windowRows = 100, sampleRows = 30 } = options;
    check.seed(seed);
    check.number('alpha', alpha, { above: 0, below: 1 });
    check.wholeNumber('sampleRows', sampleRows, { min: 1, max: MOST_ROWS / 2 });
    check.wholeNumber('windowRows', windowRows, { min: 2 * sampleRows, max: MOST_ROWS });
    this.#options = { alpha, windowRows, sampleRows, seed };
    this.#ring = new RowRing(windowRows, 1);
    this.#recent = new Float64Array(sampleRows);
    this.#older = new Float64Array(sampleRows);
    this.#pool = new Float64Array(windowRows - sampleRows);
    this.#limit = Math.sqrt(-ln(alpha) / sampleRows);
    this.#random = Random.fromSeed(seed, 'kswin');
  }

  /** Rows since the last change, the newest rows that stayed then among them. */
  get rowsSinceChange(): number {
    return this.#rows;
  }

  /** Takes the number of one row. O(windowRows), allocates nothing. @throws EvaluationError `VALUE` if it is not finite. */
  update(value: number): boolean {
    checkFinite(value, 'value');
    const ring = this.#ring;
    ring.values[ring.advance()] = value;
    this.#rows += 1;
    if (!ring.full) return false;
    const { sampleRows } = this.#options;
    const { capacity, oldest, values } = ring;
    const olderRows = capacity - sampleRows;
    for (let row = 0; row < capacity; row += 1) {
      const at = oldest + row;
      const kept = values[at < capacity ? at : at - capacity]!;
      if (row < olderRows) this.#pool[row] = kept;
      else this.#recent[row - olderRows] = kept;
    }
    for (let row = 0; row < sampleRows; row += 1) {
      // Fisher and Yates: each of the older rows at most once.
      const drawn = row + this.#random.below(olderRows - row);
      this.#older[row] = this.#pool[drawn]!;
      this.#pool[drawn] = this.#pool[row]!;
    }
    if (distance(this.#recent.sort(), this.#older.sort()) <= this.#limit) return false;
    while (ring.size > sampleRows) ring.removeOldest();
    this.#rows = sampleRows;
    return true;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'kswin'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      rows: this.#rows,
      ring: this.#ring.state(),
      random: this.#random.state(),
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): Kswin {
    const reader = FORMAT.read(state);
    const kswin = restoreOptions(reader, NAMES, (options) => new Kswin(options));
    kswin.#rows = reader.count('rows');
    kswin.#ring.restore(readPart(reader, 'ring'));
    kswin.#random = reader.restore('random', Random.from);
    return kswin;
  }
}

/** Largest distance of the distribution functions of two sorted samples of the same size, ties stepped over together. */
function distance(a: Float64Array, b: Float64Array): number {
  const rows = a.length;
  let largest = 0;
  for (let i = 0, j = 0; i < rows && j < rows; ) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < rows && a[i]! <= value) i += 1;
    while (j < rows && b[j]! <= value) j += 1;
    largest = Math.max(largest, Math.abs(i - j));
  }
  return largest / rows;
}
