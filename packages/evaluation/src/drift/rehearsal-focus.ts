import { type OptionNames, StateFormat, StateReader, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import { type EvaluationState, restoreOptions } from '../state.js';
import { Adwin } from './adwin.js';
import type { DriftDetector } from './drift-detector.js';
import { FadingMean } from './fading-mean.js';
import { restoreDetector } from './restore-detector.js';

const STATE_NAMES: OptionNames<Omit<RehearsalFocusOptions, 'detector'>> = {
  memoryRows: true,
  halfLifePerRow: true,
  leastHalfLife: true,
};
const NAMES: OptionNames<RehearsalFocusOptions> = { ...STATE_NAMES, detector: true };
const FORMAT = new StateFormat('rehearsal-focus', 1, EvaluationError);

/** How rehearsal answers a drift. */
export type RehearsalFocusOptions = {
  /** Rows that the memory holds, ≥ 1: so many rows after a change, the rows from before it have left it. */
  readonly memoryRows: number;
  /** Reads the errors of new rows. Default `new Adwin({ direction: 'rise', delta: 0.05 })`: a false alarm costs little. */
  readonly detector?: DriftDetector;
  /** Half-life of the recent rows, in rows since the change, over 0. Default 1/16. */
  readonly halfLifePerRow?: number;
  /** Shortest half-life, in rows, ≥ 1. Default 25. */
  readonly leastHalfLife?: number;
};

/** Standard errors by which a view must be worse than a shorter one to be called back. */
const WORSE = 2.5;
/** Under so many it is no longer held to be worse. */
const NO_LONGER_WORSE = 2;
/** Rows on which a view is judged, at least. */
const LEAST_ROWS = 250;
/** Rows for each by which a view grows that was called back. */
const ROWS_PER_GROWTH = 4;

/**
 * Says how much of the rehearsal should go to recent rows: nothing while nothing changes, all of it when it has
 * changed, and less and less as the new concept fills the memory.
 *
 * Its detector sees the errors of new rows rise: an abrupt change, or a fast one. A slow drift raises no errors and needs
 * another sign, such as `PairedProbes`; `outdate` takes it in. Both are answered alike.
 *
 * From a change on there is a view of the rows that came since. `recentShare` is 1 − x⁴ with x = rows of the view /
 * `memoryRows`, and `halfLife` grows with the view, so that rows from before the change are hardly drawn; at x = 1 they
 * have left, and it is 0 again.
 *
 * A world that never stops needs a view that stays short. So the errors of new rows are kept by the half-life under
 * which they were made, for each doubling of it. Where they are more than under a shorter one, the view is called back to
 * that, and grows slowly as long as what is known says so. Older errors count less, so that it gets further.
 *
 * @example
 * ```ts
 * const focus = new RehearsalFocus({ memoryRows: memory.capacity });
 * focus.update(wrong ? 1 : 0); // each new row, predicted before it is learned
 * if (probes.update(inputs, target, answer)) focus.outdate(probes.comparedRows);
 * focus.recentShare; // 0: rehearse as ever; else this share by recency with focus.halfLife
 * ```
 */
export class RehearsalFocus {
  readonly #options: Required<Omit<RehearsalFocusOptions, 'detector'>>;
  readonly #detector: DriftDetector;
  /** Rows of the view from which each doubling of the half-life is wanted; the first, the shortest, is used before, too. */
  readonly #doublingFrom: readonly number[];
  /** Errors under each of them. */
  readonly #errors: readonly FadingMean[];
  #rows = 0;
  #viewFrom = -1; // row at which the view begins; -1: no change is being answered
  #worse = -1; // doubling from which it was called back; -1: it was not
  #changes = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: RehearsalFocusOptions) {
    check.names('RehearsalFocus', options, NAMES);
    const { memoryRows, detector, halfLifePerRow = 0.0625, leastHalfLife = 25 } = options;
    check.wholeNumber('memoryRows', memoryRows, { min: 1 });
    check.number('halfLifePerRow', halfLifePerRow, { above: 0, below: Number.POSITIVE_INFINITY });
    check.number('leastHalfLife', leastHalfLife, { min: 1, below: Number.POSITIVE_INFINITY });
    this.#options = { halfLifePerRow, leastHalfLife, memoryRows };
    this.#detector = detector ?? new Adwin({ direction: 'rise', delta: 0.05 });
    let rows = leastHalfLife / halfLifePerRow;
    const doublingFrom = [Math.ceil(rows)];
    for (rows *= 2; rows <= memoryRows; rows *= 2) doublingFrom.push(Math.ceil(rows));
    this.#doublingFrom = doublingFrom;
    this.#errors = doublingFrom.map(() => new FadingMean(memoryRows));
  }

  /** Changes answered so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Rows since the change that is being answered, or fewer where more did worse; 0 when no change is. */
  get viewRows(): number {
    return this.#viewFrom < 0 ? 0 : this.#rows - this.#viewFrom;
  }

  /** Share of the rehearsal that should go to recent rows, 0 to 1 (both inclusive), in steps of 1/64. */
  get recentShare(): number {
    if (this.#viewFrom < 0) return 0;
    const x = this.viewRows / this.#options.memoryRows;
    return Math.ceil((1 - x * x * x * x) * 64) / 64;
  }

  /** Half-life of the recent rows, in rows, in steps of 1/8 of it; meaningless while `recentShare` is 0. */
  get halfLife(): number {
    const { halfLifePerRow, leastHalfLife } = this.#options;
    const wanted = Math.max(leastHalfLife, this.viewRows * halfLifePerRow);
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
    if (!(error >= 0 && error <= 1))
      throw new EvaluationError('VALUE', `error is ${error}, wanted 0 for right to 1 for wrong`);
    this.#rows += 1;
    if (this.#viewFrom >= 0) this.#compare(error);
    if (this.viewRows >= this.#options.memoryRows) this.#viewFrom = -1;
    if (!this.#detector.update(error)) return false;
    this.#worse = -1;
    this.#start(this.#detector.rowsSinceChange);
    return true;
  }

  /**
   * Takes in what another sign says: rows that came more than `rows` ago are outdated, though errors do not rise. Where
   * a change is being answered already, the world has moved on under that view, and no more than a quarter of `rows` is
   * trusted.
   *
   * @throws EvaluationError `VALUE` if `rows` is not a number from 0.
   */
  outdate(rows: number): void {
    if (!(rows >= 0)) throw new EvaluationError('VALUE', `rows is ${rows}, wanted a number of rows from 0`);
    this.#start(this.#viewFrom < 0 ? rows : Math.min(Math.floor(rows / 4), this.viewRows));
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'rehearsal-focus'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      detector: this.#detector.state(),
      rows: this.#rows,
      viewFrom: this.#viewFrom,
      worse: this.#worse,
      changes: this.#changes,
      errors: this.#errors.map((mean) => mean.state()),
    };
  }

  /**
   * Restores it from its `state()`.
   *
   * @param restore - restores the detector from its state; needed for a detector of your own only.
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(
    state: StateTree,
    restore: (detector: StateTree) => DriftDetector = restoreDetector,
  ): RehearsalFocus {
    const reader = FORMAT.read(state);
    const detector = reader.restore('detector', restore);
    const focus = restoreOptions(
      reader,
      STATE_NAMES,
      (options) => new RehearsalFocus({ ...options, detector }),
    );
    focus.#rows = reader.count('rows');
    focus.#viewFrom = reader.number('viewFrom', -1, focus.#rows);
    focus.#worse = reader.count('worse', -1, focus.#errors.length - 1);
    focus.#changes = reader.count('changes');
    const errors = reader.trees('errors', focus.#errors.length);
    focus.#errors.forEach((mean, at) => {
      mean.restore(new StateReader(errors[at]!, 'errors', EvaluationError));
    });
    return focus;
  }

  #start(rows: number): void {
    this.#viewFrom = Math.max(0, this.#rows - Math.min(rows, this.#options.memoryRows - 1));
    this.#changes += 1;
  }

  /** Takes the error of a row, and calls the view back to the best of the shorter ones where it is worse. */
  #compare(error: number): void {
    const present = this.#doubling(this.viewRows);
    for (let at = 0; at < this.#errors.length; at += 1)
      if (at === present) this.#errors[at]!.add(error);
      else this.#errors[at]!.fade();
    if (present > this.#worse || this.#excess(this.#worse) < NO_LONGER_WORSE) this.#worse = -1;
    else if (this.#rows % ROWS_PER_GROWTH > 0) this.#viewFrom += 1;
    if (this.#excess(present) <= WORSE) return;
    this.#viewFrom = this.#rows - this.#doublingFrom[this.#bestUnder(present)]!;
    this.#worse = present;
  }

  /** Standard errors by which a view does worse than the best of the shorter ones; 0 if that cannot be told. */
  #excess(doubling: number): number {
    const longer = this.#errors[doubling];
    const shorter = this.#errors[this.#bestUnder(doubling)];
    if (longer === undefined || shorter === undefined || longer.weight < LEAST_ROWS) return 0;
    const excess = longer.mean - shorter.mean;
    return excess > 0 ? excess / Math.sqrt(longer.squaredError + shorter.squaredError) : 0;
  }

  /** Which of the shorter views has the fewest errors; -1 if that cannot be told. */
  #bestUnder(doubling: number): number {
    let best = -1;
    for (let at = 0; at < doubling; at += 1) {
      const mean = this.#errors[at]!;
      if (mean.weight >= LEAST_ROWS && (best < 0 || mean.mean < this.#errors[best]!.mean)) best = at;
    }
    return best;
  }

  /** How often the half-life that goes with a view has doubled. */
  #doubling(viewRows: number): number {
    let doubling = 0;
    while (viewRows >= (this.#doublingFrom[doubling + 1] ?? Number.POSITIVE_INFINITY)) doubling += 1;
    return doubling;
  }
}
