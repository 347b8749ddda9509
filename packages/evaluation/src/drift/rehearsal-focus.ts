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
};

/**
 * Says how much of the rehearsal should go to recent rows: nothing while the world stands still, all of it when it has
 * changed, and less and less as the new concept fills the memory.
 *
 * Its detector sees the errors of new rows rise: an abrupt change, or a fast one. A slow drift raises no errors and needs
 * another sign, such as `PairedProbes`; `outdate` takes it in. Both are answered alike.
 *
 * From a change on, `recentShare` is 1 − x⁴ with x = rows since the change / `memoryRows`, and `halfLife` grows with the
 * rows since the change, so that rows from before it are hardly drawn; at x = 1 they have left, and it is 0 again.
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
  #rows = 0;
  #changedAt = -1; // row of the change that is being answered; -1: none
  #changes = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: RehearsalFocusOptions) {
    const { detector = new Adwin({ direction: 'rise', delta: 0.05 }), ...others } = options;
    this.#options = { halfLifePerRow: 0.0625, leastHalfLife: 50, ...others };
    this.#detector = detector;
    const { halfLifePerRow, leastHalfLife, memoryRows } = this.#options;
    if (!(Number.isInteger(memoryRows) && memoryRows >= 1))
      throw new EvaluationError('OPTION', `memoryRows is ${memoryRows}, wanted a whole number from 1`);
    if (!(halfLifePerRow > 0 && halfLifePerRow < Number.POSITIVE_INFINITY))
      throw new EvaluationError('OPTION', `halfLifePerRow is ${halfLifePerRow}, wanted a number over 0`);
    if (!(leastHalfLife >= 1 && leastHalfLife < Number.POSITIVE_INFINITY))
      throw new EvaluationError(
        'OPTION',
        `leastHalfLife is ${leastHalfLife}, wanted a number of rows from 1`,
      );
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
    if (!(error >= 0 && error <= 1))
      throw new EvaluationError('VALUE', `error is ${error}, wanted 0 for right to 1 for wrong`);
    this.#rows += 1;
    if (this.rowsSinceChange >= this.#options.memoryRows) this.#changedAt = -1;
    if (!this.#detector.update(error)) return false;
    this.#start(this.#detector.rowsSinceChange);
    return true;
  }

  /**
   * Takes in what another sign says: rows that came more than `rows` ago are outdated, though errors do not rise. What
   * is known of a later change stays.
   *
   * @throws EvaluationError `VALUE` if `rows` is not a number from 0.
   */
  outdate(rows: number): void {
    if (!(rows >= 0)) throw new EvaluationError('VALUE', `rows is ${rows}, wanted a number of rows from 0`);
    this.#start(this.#changedAt < 0 ? rows : Math.min(rows, this.rowsSinceChange));
  }

  /** Returns a copy of the state. */
  state(): StateTree {
    return {
      options: { ...this.#options },
      detector: this.#detector.state(),
      rows: this.#rows,
      changedAt: this.#changedAt,
      changes: this.#changes,
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
    });
    focus.#rows = reader.count('rows');
    focus.#changedAt = reader.number('changedAt', -1);
    focus.#changes = reader.count('changes');
    return focus;
  }

  #start(rowsSinceChange: number): void {
    this.#changedAt = Math.max(0, this.#rows - Math.min(rowsSinceChange, this.#options.memoryRows - 1));
    this.#changes += 1;
  }
}
