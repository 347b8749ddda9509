import { ln, type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';
import { DRIFT_DIRECTIONS, type DriftDetector, type DriftDirection } from './drift-detector.js';

const NAMES: OptionNames<AdwinOptions> = { delta: true, direction: true, clock: true };
const FORMAT = new StateFormat('adwin', 1, EvaluationError);

/** Options of ADWIN. */
export type AdwinOptions = {
  /** Confidence: bound on the probability of a false alarm at one test, over 0 and under 1. Default 0.002. */
  readonly delta?: number;
  /** Which changes are reported. The window is cut at every change, so that `mean` stays right. Default 'both'. */
  readonly direction?: DriftDirection;
  /** Rows between tests, ≥ 1. Default 32. */
  readonly clock?: number;
};

const PER_LEVEL = 5; // M of the paper: buckets of one size before two of them are merged
const SLOTS = PER_LEVEL + 1;
const LEVELS = 48;
const LEAST_ROWS = 5; // on either side of a cut
const GRACE_ROWS = 10;

/**
 * Keeps the longest window of recent numbers whose mean may be called one, and finds a change when it has to cut it.
 *
 * ADWIN2 (Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007): buckets of 1, 2, 4, …
 * rows, so that it keeps O(log rows) numbers; any two parts of the window whose means differ by more than
 * sqrt(2/m · variance · ln(2 ln(n)/δ)) + 2/(3m) · ln(2 ln(n)/δ) are cut apart. M, δ and clock are those of the authors'
 * implementation in MOA. One change often takes several cuts; only the first is reported. Numbers should be from 0 to 1, for which the bound is made.
 *
 * @example
 * ```ts
 * const adwin = new Adwin();
 * for (const wrong of errors) if (adwin.update(wrong)) console.log('changed', adwin.rowsSinceChange, 'rows ago');
 * ```
 */
export class Adwin implements DriftDetector {
  readonly #delta: number;
  readonly #direction: DriftDirection;
  readonly #clock: number;
  // [LEVELS, SLOTS]: a bucket of level l stands for 2^l rows; the oldest of a level comes first
  readonly #sums: Float64Array = new Float64Array(LEVELS * SLOTS);
  readonly #variances: Float64Array = new Float64Array(LEVELS * SLOTS);
  readonly #buckets: Float64Array = new Float64Array(LEVELS);
  #rows = 0;
  #sum = 0;
  #variance = 0;
  #tick = 0;
  #rowsSinceAlarm = Number.MAX_SAFE_INTEGER;
  #rowsAfterCut = 0;
  #rowsSinceChange = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: AdwinOptions = {}) {
    check.names('Adwin', options, NAMES);
    const { clock = 32, delta = 0.002, direction = 'both' } = options;
    check.number('delta', delta, { above: 0, below: 1 });
    check.oneOf('direction', direction, DRIFT_DIRECTIONS);
    check.wholeNumber('clock', clock, { min: 1 });
    this.#delta = delta;
    this.#direction = direction;
    this.#clock = clock;
  }

  /** Rows since the change that was reported last, by where its means differed most; all rows before the first. */
  get rowsSinceChange(): number {
    return this.#rowsSinceChange;
  }

  /** Rows in the window. */
  get rows(): number {
    return this.#rows;
  }

  /** Mean of the window; NaN before the first row. */
  get mean(): number {
    return this.#sum / this.#rows;
  }

  /**
   * Takes the number of one row. Amortised O(1), a test every `clock` rows O(log² rows); allocates nothing.
   *
   * @returns whether the window was cut at this row because of a change after the one reported last.
   * @throws EvaluationError `VALUE` if the number is not finite.
   */
  update(value: number): boolean {
    checkFinite(value, 'value');
    this.#insert(value);
    this.#tick += 1;
    this.#rowsSinceChange += 1;
    if (this.#rowsSinceAlarm < Number.MAX_SAFE_INTEGER) this.#rowsSinceAlarm += 1;
    if (this.#tick < this.#clock || this.#rows <= GRACE_ROWS) return false;
    this.#tick = 0;
    let changed = false;
    for (let side = this.#findCut(); side !== 0; side = this.#findCut()) {
      // A cut before the last alarm clears out more of what that alarm was about: no news.
      const isNews = this.#rowsAfterCut < this.#rowsSinceAlarm;
      if (!changed && isNews && (side > 0 || this.#direction === 'both')) {
        changed = true;
        this.#rowsSinceChange = this.#rowsAfterCut;
      }
      this.#dropOldest();
    }
    if (changed) this.#rowsSinceAlarm = 0;
    return changed;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'adwin'> {
    return {
      ...FORMAT.header,
      delta: this.#delta,
      direction: this.#direction,
      clock: this.#clock,
      rows: this.#rows,
      sum: this.#sum,
      variance: this.#variance,
      tick: this.#tick,
      rowsSinceAlarm: this.#rowsSinceAlarm,
      rowsSinceChange: this.#rowsSinceChange,
      sums: this.#sums.slice(),
      variances: this.#variances.slice(),
      buckets: this.#buckets.slice(),
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): Adwin {
    const reader = FORMAT.read(state);
    const adwin = new Adwin({
      delta: reader.number('delta', Number.MIN_VALUE, 1 - Number.EPSILON / 2),
      clock: reader.count('clock', 1),
      direction: reader.oneOf('direction', DRIFT_DIRECTIONS),
    });
    adwin.#rows = reader.count('rows');
    adwin.#sum = reader.number('sum');
    adwin.#variance = reader.number('variance');
    adwin.#tick = reader.count('tick');
    adwin.#rowsSinceAlarm = reader.count('rowsSinceAlarm');
    adwin.#rowsSinceChange = reader.count('rowsSinceChange');
    adwin.#sums.set(reader.floats('sums', LEVELS * SLOTS));
    adwin.#variances.set(reader.floats('variances', LEVELS * SLOTS));
    adwin.#buckets.set(reader.floats('buckets', LEVELS));
    let rows = 0;
    for (const [level, count] of adwin.#buckets.entries()) {
      if (!(Number.isInteger(count) && count >= 0 && count <= PER_LEVEL))
        throw reader.error('buckets', `0 to ${PER_LEVEL} buckets at each level`);
      rows += count * sizeOf(level);
    }
    if (rows !== adwin.#rows) throw reader.error('rows', `${rows}, as many as the buckets stand for`);
    return adwin;
  }

  #insert(value: number): void {
    if (this.#rows > 0) {
      const distance = value - this.#sum / this.#rows;
      this.#variance += (this.#rows * distance * distance) / (this.#rows + 1);
    }
    this.#rows += 1;
    this.#sum += value;
    this.#append(0, value, 0);
    // Two full buckets become one of the next level; a level holds at most PER_LEVEL then.
    for (let level = 0, rows = 1; this.#buckets[level] === SLOTS; level += 1, rows *= 2) {
      const at = level * SLOTS;
      const distance = (this.#sums[at]! - this.#sums[at + 1]!) / rows;
      const variance = this.#variances[at]! + this.#variances[at + 1]! + (rows * distance * distance) / 2;
      this.#append(level + 1, this.#sums[at]! + this.#sums[at + 1]!, variance);
      this.#shift(level, 2);
    }
  }

  /** Looks for the two parts whose means differ most beyond chance: 1 for a rise, -1 for a fall, 0 if there are none. */
  #findCut(): number {
    const n = this.#rows;
    if (n <= GRACE_ROWS) return 0;
    const confidence = ln((2 * ln(n)) / this.#delta);
    const variance = this.#variance / n;
    let rows = 0;
    let sum = 0;
    let side = 0;
    let most = 1;
    for (let level = LEVELS - 1; level >= 0; level -= 1) {
      const size = sizeOf(level);
      for (let slot = 0; slot < this.#buckets[level]!; slot += 1) {
        rows += size;
        sum += this.#sums[level * SLOTS + slot]!;
        const rest = n - rows;
        if (rest < LEAST_ROWS) return side;
        if (rows < LEAST_ROWS) continue;
        const difference = (this.#sum - sum) / rest - sum / rows;
        const inverse = 1 / (rows - LEAST_ROWS + 1) + 1 / (rest - LEAST_ROWS + 1);
        const least = Math.sqrt(2 * inverse * variance * confidence) + (2 / 3) * confidence * inverse;
        const excess = Math.abs(difference) / least;
        if (excess <= most) continue;
        most = excess;
        side = difference > 0 ? 1 : -1;
        this.#rowsAfterCut = rest;
      }
    }
    return side;
  }

  #dropOldest(): void {
    let level = LEVELS - 1;
    while (this.#buckets[level] === 0) level -= 1;
    const rows = sizeOf(level);
    const sum = this.#sums[level * SLOTS]!;
    const variance = this.#variances[level * SLOTS]!;
    this.#shift(level, 1);
    this.#rows -= rows;
    this.#sum -= sum;
    const distance = sum / rows - this.#sum / this.#rows;
    this.#variance -= variance + (rows * this.#rows * distance * distance) / (rows + this.#rows);
    if (this.#variance < 0) this.#variance = 0;
  }

  #append(level: number, sum: number, variance: number): void {
    const at = level * SLOTS + this.#buckets[level]!;
    this.#sums[at] = sum;
    this.#variances[at] = variance;
    this.#buckets[level]! += 1;
  }

  #shift(level: number, count: number): void {
    const at = level * SLOTS;
    this.#sums.copyWithin(at, at + count, at + SLOTS);
    this.#variances.copyWithin(at, at + count, at + SLOTS);
    this.#buckets[level]! -= count;
    const left = at + this.#buckets[level]!;
    this.#sums.fill(0, left, at + SLOTS);
    this.#variances.fill(0, left, at + SLOTS);
  }
}

function sizeOf(level: number): number {
  return level < 31 ? 1 << level : (1 << 30) * 2 * (1 << (level - 31));
}
