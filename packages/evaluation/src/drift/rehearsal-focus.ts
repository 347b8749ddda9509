import { EvaluationError } from '../errors.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';
import { Adwin } from './adwin.js';
import type { DriftDetector } from './drift-detector.js';
import { restoreDetector } from './restore-detector.js';

/** How rehearsal answers a drift. */
export type RehearsalFocusOptions = {
  /** Rows that the memory holds, ≥ 1: so many rows after a change, the rows from before it have left it. */
  readonly memoryRows: number;
  /** Reads the errors of new rows. Default `new Adwin({ direction: 'rise', delta: 0.05 })`: a false alarm costs little. */
  readonly detector?: DriftDetector;
  /** Half-life of the recent rows, in rows since the change, over 0. Default 1/16. */
  readonly halfLifePerRow?: number;
  /** Shortest half-life, in rows, ≥ 1. Default 50. */
  readonly leastHalfLife?: number;
  /** By how much old remembered rows must be worse than new ones to be called outdated, over 0 and under 1. Default 0.03. */
  readonly margin?: number;
};

const NEW_FADING = 0.998; // errors of about the last 500 new rows
const OLD_FADING = 0.995; // errors of about the last 200 old rows that were looked at
const LEAST_ROWS = 1000; // before old rows are compared with new ones: the model learns fast until then
const LEAST_OLD = 30; // weight of the old rows before they are compared
const DEVIATIONS = 2.5;

/**
 * Says how much of the rehearsal should go to recent rows: nothing while the world stands still, all of it when it has
 * changed, and less and less as the new concept fills the memory.
 *
 * Two signs start it. The detector sees the errors of new rows rise: an abrupt change, or a fast one. Or old remembered
 * rows, looked at now and then, are predicted worse than new ones that were never seen: what they say is outdated. (In a
 * world that stands still it is the other way round: rows that were learned are predicted better.) That is how a slow
 * drift shows, during which the errors never rise.
 *
 * From a change on, `recentShare` is 1 − x⁴ with x = rows since the change / `memoryRows`, and `halfLife` grows with the
 * rows since the change, so that rows from before it are hardly drawn; at x = 1 they have left, and it is 0 again.
 *
 * @example
 * ```ts
 * const focus = new RehearsalFocus({ memoryRows: memory.capacity });
 * focus.update(wrong ? 1 : 0); // each new row, predicted before it is learned
 * if (step % 16 === 0) look(32, (age, wrong) => focus.updateRemembered(age, wrong ? 1 : 0)); // drawn uniformly
 * focus.recentShare; // 0: rehearse as ever; else this share by recency with focus.halfLife
 * ```
 */
export class RehearsalFocus {
  readonly #options: Required<Omit<RehearsalFocusOptions, 'detector'>>;
  readonly #detector: DriftDetector;
  #rows = 0;
  #changedAt = -1; // row of the change that is being answered; -1: none
  #changes = 0;
  #newWeight = 0;
  #newSum = 0;
  #oldWeight = 0;
  #oldSum = 0;
  #oldSquares = 0;
  #matchedSum = 0; // errors of new rows at the times when the old rows were looked at

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: RehearsalFocusOptions) {
    const { detector = new Adwin({ direction: 'rise', delta: 0.05 }), ...others } = options;
    this.#options = { halfLifePerRow: 0.0625, leastHalfLife: 50, margin: 0.03, ...others };
    this.#detector = detector;
    const { halfLifePerRow, leastHalfLife, margin, memoryRows } = this.#options;
    if (!(Number.isInteger(memoryRows) && memoryRows >= 1))
      throw new EvaluationError('OPTION', `memoryRows is ${memoryRows}, wanted a whole number from 1`);
    if (!(halfLifePerRow > 0 && halfLifePerRow < Number.POSITIVE_INFINITY))
      throw new EvaluationError('OPTION', `halfLifePerRow is ${halfLifePerRow}, wanted a number over 0`);
    if (!(leastHalfLife >= 1 && leastHalfLife < Number.POSITIVE_INFINITY))
      throw new EvaluationError(
        'OPTION',
        `leastHalfLife is ${leastHalfLife}, wanted a number of rows from 1`,
      );
    if (!(margin > 0 && margin < 1))
      throw new EvaluationError('OPTION', `margin is ${margin}, wanted a number over 0 and under 1`);
  }

  /** Changes answered so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Rows since the change that is being answered, as far as can be told; 0 when there is none. */
  get rowsSinceChange(): number {
    return this.#changedAt < 0 ? 0 : this.#rows - this.#changedAt;
  }

  /** Share of the rehearsal that should go to recent rows, 0 to 1 (both inclusive), in steps of 1/64. */
  get recentShare(): number {
    if (this.#changedAt < 0) return 0;
    const x = this.rowsSinceChange / this.#options.memoryRows;
    return Math.ceil((1 - x * x * x * x) * 64) / 64;
  }

  /** Half-life of the recent rows, in rows, in steps of 1/8 of it; meaningless while `recentShare` is 0. */
  get halfLife(): number {
    const { halfLifePerRow, leastHalfLife } = this.#options;
    const wanted = Math.max(leastHalfLife, this.rowsSinceChange * halfLifePerRow);
    // Steps, so that the strategy need not be set anew at every row.
    let step = 1;
    while (step * 16 <= wanted) step *= 2;
    return Math.max(leastHalfLife, Math.round(wanted / step) * step);
  }

  /**
   * Takes the error of a new row, predicted before it was learned. Amortised O(1), allocates nothing.
   *
   * @param error - 0 to 1: 1 for a wrong class; for a number, its distance from the target over 2 standard deviations
   *   of the targets, at most 1.
   * @returns whether a change is found at this row.
   * @throws EvaluationError `VALUE` if it is outside.
   */
  update(error: number): boolean {
    checkError(error);
    this.#rows += 1;
    this.#newSum = error + NEW_FADING * this.#newSum;
    this.#newWeight = 1 + NEW_FADING * this.#newWeight;
    if (this.#changedAt >= 0 && this.rowsSinceChange >= this.#options.memoryRows) this.#start(-1);
    if (!this.#detector.update(error)) return false;
    this.#start(
      Math.max(0, this.#rows - Math.min(this.#detector.rowsSinceChange, this.#options.memoryRows - 1)),
    );
    return true;
  }

  /**
   * Takes the error of a remembered row, drawn uniformly from the memory and predicted as the model is now. About one
   * for every 8 new rows will do.
   *
   * @param age - rows learned since it was, ≥ 0.
   * @param error - 0 to 1, measured as that of a new row.
   * @returns whether old rows are found to be outdated.
   * @throws EvaluationError `VALUE` if either is outside.
   */
  updateRemembered(age: number, error: number): boolean {
    if (!(age >= 0)) throw new EvaluationError('VALUE', `age is ${age}, wanted a number of rows from 0`);
    checkError(error);
    // Of the rows since the change, or of all that are remembered, the older half is held against the new ones.
    const span = this.#changedAt >= 0 ? this.rowsSinceChange : Math.min(this.#rows, this.#options.memoryRows);
    if (this.#rows === 0 || age * 2 <= span || age > span) return false;
    this.#oldWeight = 1 + OLD_FADING * this.#oldWeight;
    this.#oldSum = error + OLD_FADING * this.#oldSum;
    this.#oldSquares = error * error + OLD_FADING * this.#oldSquares;
    // Like with like: while the model learns fast, errors of some time ago are larger than those of now.
    this.#matchedSum = this.#newSum / this.#newWeight + OLD_FADING * this.#matchedSum;
    if (this.#rows < LEAST_ROWS || this.#oldWeight < LEAST_OLD) return false;
    const mean = this.#oldSum / this.#oldWeight;
    const excess = mean - this.#matchedSum / this.#oldWeight;
    if (excess <= this.#options.margin) return false;
    const variance = Math.max(this.#oldSquares / this.#oldWeight - mean * mean, 0.01);
    if (excess <= DEVIATIONS * Math.sqrt(variance / this.#oldWeight)) return false;
    this.#start(this.#rows - Math.floor(span / 2));
    return true;
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return {
      options: { ...this.#options },
      detector: this.#detector.state(),
      rows: this.#rows,
      changedAt: this.#changedAt,
      changes: this.#changes,
      newWeight: this.#newWeight,
      newSum: this.#newSum,
      oldWeight: this.#oldWeight,
      oldSum: this.#oldSum,
      oldSquares: this.#oldSquares,
      matchedSum: this.#matchedSum,
    };
  }

  /**
   * Puts it back as `state()` gave it.
   *
   * @param restore - puts the detector back; needed for a detector of one's own only.
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(
    state: StateTree,
    restore: (detector: StateTree) => DriftDetector = restoreDetector,
  ): RehearsalFocus {
    const reader = new StateReader(state, 'RehearsalFocus');
    const options = new StateReader(reader.tree('options'), 'RehearsalFocus');
    const focus = new RehearsalFocus({
      detector: restore(reader.tree('detector')),
      memoryRows: options.count('memoryRows', 1),
      halfLifePerRow: options.number('halfLifePerRow', Number.MIN_VALUE),
      leastHalfLife: options.number('leastHalfLife', 1),
      margin: options.number('margin', Number.MIN_VALUE, 1),
    });
    focus.#rows = reader.count('rows');
    focus.#changedAt = reader.number('changedAt', -1);
    focus.#changes = reader.count('changes');
    focus.#newWeight = reader.number('newWeight', 0);
    focus.#newSum = reader.number('newSum', 0);
    focus.#oldWeight = reader.number('oldWeight', 0);
    focus.#oldSum = reader.number('oldSum', 0);
    focus.#oldSquares = reader.number('oldSquares', 0);
    focus.#matchedSum = reader.number('matchedSum', 0);
    return focus;
  }

  #start(row: number): void {
    this.#changedAt = row;
    if (row >= 0) this.#changes += 1;
    this.#oldWeight = 0;
    this.#oldSum = 0;
    this.#oldSquares = 0;
    this.#matchedSum = 0;
  }
}

function checkError(error: number): void {
  if (!(error >= 0 && error <= 1))
    throw new EvaluationError('VALUE', `error is ${error}, wanted 0 for right to 1 for wrong`);
}
