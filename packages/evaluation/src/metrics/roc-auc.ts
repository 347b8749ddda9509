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
import { checkProbability } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing } from '../row-ring.js';
import { type EvaluationState, readPart } from '../state.js';
import { SCORE_BINS, scoreBin } from './score-bin.js';

const FORMAT = new StateFormat('roc-auc', 1, EvaluationError);

const HEAVY = 1.8446744073709552e19; // 2^64, see ClassTally

/**
 * Measures the area under the ROC curve: the probability that a positive row scores over a negative one, ties half.
 *
 * Windowed it is exact. Running and fading it is exact up to pairs that share one of 4,096 bins, which are narrow near 0
 * and near 1, where classifiers crowd (each spans at most 1/64 of the distance to the nearer end): such a pair counts as
 * a tie. `errorBound` says how wrong the value can be.
 */
export class RocAuc {
  readonly #averaging: CheckedAveraging;
  readonly #ring: RowRing | undefined;
  readonly #positives: Float64Array;
  readonly #negatives: Float64Array;
  #weight = 1;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    check.names('RocAuc', averaging, AVERAGING_NAMES);
    this.#averaging = checkAveraging(averaging);
    const { window } = this.#averaging;
    if (window > 0) this.#ring = new RowRing(window, 2);
    this.#positives = new Float64Array(window > 0 ? 0 : SCORE_BINS);
    this.#negatives = new Float64Array(window > 0 ? 0 : SCORE_BINS);
  }

  /**
   * Takes one row. O(1), allocates nothing.
   *
   * @param positive - 1 if the row is positive, 0 if not.
   * @param score - probability that it was given to be positive, 0 to 1.
   * @throws EvaluationError `VALUE` if either is anything else; nothing is changed then.
   */
  update(positive: number, score: number): void {
    if (positive !== 0 && positive !== 1)
      throw new EvaluationError('VALUE', `positive is ${positive}, wanted 1 for a positive row or 0`);
    checkProbability(score, 'score');
    const ring = this.#ring;
    if (ring !== undefined) {
      const at = ring.advance();
      ring.values[at] = positive;
      ring.values[at + 1] = score;
      return;
    }
    if (this.#averaging.fading < 1) this.#gainWeight();
    const bin = scoreBin(score);
    if (positive === 1) this.#positives[bin]! += this.#weight;
    else this.#negatives[bin]! += this.#weight;
  }

  /** The area, 0 to 1; NaN until both kinds of rows were met. O(bins), or O(window log window) when windowed. */
  get value(): number {
    if (this.#ring !== undefined) return exactArea(this.#ring);
    let below = 0;
    let positives = 0;
    let area = 0;
    for (let bin = 0; bin < SCORE_BINS; bin += 1) {
      area += this.#positives[bin]! * (below + 0.5 * this.#negatives[bin]!);
      below += this.#negatives[bin]!;
      positives += this.#positives[bin]!;
    }
    return area / (positives * below);
  }

  /** How far `value` can be from the exact area: half the share of pairs that share a bin; 0 when windowed. */
  get errorBound(): number {
    if (this.#ring !== undefined) return 0;
    let positives = 0;
    let negatives = 0;
    let shared = 0;
    for (let bin = 0; bin < SCORE_BINS; bin += 1) {
      positives += this.#positives[bin]!;
      negatives += this.#negatives[bin]!;
      shared += this.#positives[bin]! * this.#negatives[bin]!;
    }
    return (0.5 * shared) / (positives * negatives);
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'roc-auc'> {
    return {
      ...FORMAT.header,
      averaging: averagingState(this.#averaging),
      ...(this.#ring
        ? { ring: this.#ring.state() }
        : { weight: this.#weight, positives: this.#positives.slice(), negatives: this.#negatives.slice() }),
    };
  }

  /**
   * Restores it from its `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): RocAuc {
    const reader = FORMAT.read(state);
    const metric = new RocAuc(readAveraging(readPart(reader, 'averaging')));
    if (metric.#ring !== undefined) metric.#ring.restore(readPart(reader, 'ring'));
    else {
      metric.#weight = reader.number('weight', 1, HEAVY);
      metric.#positives.set(reader.floats('positives', SCORE_BINS));
      metric.#negatives.set(reader.floats('negatives', SCORE_BINS));
    }
    return metric;
  }

  #gainWeight(): void {
    this.#weight /= this.#averaging.fading;
    if (this.#weight < HEAVY) return;
    this.#weight /= HEAVY;
    for (let bin = 0; bin < SCORE_BINS; bin += 1) {
      this.#positives[bin]! /= HEAVY;
      this.#negatives[bin]! /= HEAVY;
    }
  }
}

// Mann and Whitney's U over the sorted scores, groups of equal scores at once.
function exactArea(ring: RowRing): number {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let row = 0; row < ring.size; row += 1)
    (ring.values[2 * row] === 1 ? positives : negatives).push(ring.values[2 * row + 1]!);
  const up = Float64Array.from(positives).sort();
  const down = Float64Array.from(negatives).sort();
  let below = 0;
  let notAbove = 0;
  let area = 0;
  for (const score of up) {
    while (below < down.length && down[below]! < score) below += 1;
    while (notAbove < down.length && down[notAbove]! <= score) notAbove += 1;
    area += 0.5 * (below + notAbove);
  }
  return area / (up.length * down.length);
}
