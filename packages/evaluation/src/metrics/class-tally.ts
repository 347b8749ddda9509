import { StateFormat, type StateTree } from '@graph/core';
import {
  type Averaging,
  averagingState,
  type CheckedAveraging,
  checkAveraging,
  readAveraging,
} from '../averaging.js';
import { checkClasses } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { RowRing, restoreRing } from '../row-ring.js';
import { type EvaluationState, readPart } from '../state.js';

const FORMAT = new StateFormat('class-tally', 1, EvaluationError);

// A fading row weighs more than the one before it by 1 / fading, so that no count has to be touched again. Past this
// weight all counts are scaled down by a power of two, which rounds nothing.
const HEAVY = 1.8446744073709552e19; // 2^64

/**
 * Counts classes by target, by prediction and where both agree: enough for accuracy, balanced accuracy and F1 in three
 * numbers per class. New classes may appear at any row.
 *
 * @example
 * ```ts
 * const tally = new ClassTally({ window: 1000 });
 * tally.update(1, 1); // target, prediction
 * tally.update(0, 1);
 * tally.accuracy; // 0.5
 * ```
 */
export class ClassTally {
  readonly #averaging: CheckedAveraging;
  readonly #ring: RowRing | undefined;
  #correct: Float64Array = new Float64Array(2);
  #targets: Float64Array = new Float64Array(2);
  #predictions: Float64Array = new Float64Array(2);
  #weight = 1;

  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  constructor(averaging: Averaging = {}) {
    this.#averaging = checkAveraging(averaging);
    if (this.#averaging.window > 0) this.#ring = new RowRing(this.#averaging.window, 2);
  }

  /**
   * Counts one row. O(1); allocates only when a class is met whose index was never reached before.
   *
   * @param target - index of the row's class, 0 to 2^20 - 1 (both inclusive).
   * @param predicted - index of the predicted class, or -1 for "none yet", which is never right.
   * @throws EvaluationError `VALUE` if either is anything else; nothing is counted then.
   */
  update(target: number, predicted: number): void {
    checkClasses(target, predicted);
    if (target >= this.#targets.length || predicted >= this.#targets.length)
      this.#grow(Math.max(target, predicted));
    const ring = this.#ring;
    if (ring === undefined) {
      if (this.#averaging.fading < 1) this.#gainWeight();
      this.#count(target, predicted, this.#weight);
      return;
    }
    const { full, values } = ring;
    const at = ring.advance();
    if (full) this.#count(values[at]!, values[at + 1]!, -1);
    values[at] = target;
    values[at + 1] = predicted;
    this.#count(target, predicted, 1);
  }

  /** Number of classes that may have been met: the highest index so far, rounded up to a power of two. */
  get capacity(): number {
    return this.#targets.length;
  }

  /** Share of the rows whose prediction is right; NaN before the first row. */
  get accuracy(): number {
    return sum(this.#correct) / sum(this.#targets);
  }

  /** Mean, over the classes that were targets, of the share predicted right (recall); NaN before the first row. */
  get balancedAccuracy(): number {
    let recalls = 0;
    let classes = 0;
    for (let index = 0; index < this.#targets.length; index += 1) {
      if (this.#targets[index]! <= 0) continue;
      recalls += this.#correct[index]! / this.#targets[index]!;
      classes += 1;
    }
    return recalls / classes;
  }

  /**
   * Returns 2 TP / (2 TP + FP + FN) of one class; 0 while it was neither target nor prediction; NaN before the first row.
   *
   * @param positive - index of the class that counts as positive.
   */
  f1(positive: number): number {
    if (sum(this.#targets) === 0) return Number.NaN;
    const total = (this.#targets[positive] ?? 0) + (this.#predictions[positive] ?? 0);
    return total > 0 ? (2 * this.#correct[positive]!) / total : 0;
  }

  /** Mean of the F1 of all classes that were target or prediction; NaN before the first row. */
  get macroF1(): number {
    let scores = 0;
    let classes = 0;
    for (let index = 0; index < this.#targets.length; index += 1) {
      const total = this.#targets[index]! + this.#predictions[index]!;
      if (total <= 0) continue;
      scores += (2 * this.#correct[index]!) / total;
      classes += 1;
    }
    return scores / classes;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'class-tally'> {
    return {
      ...FORMAT.header,
      averaging: averagingState(this.#averaging),
      weight: this.#weight,
      correct: this.#correct.slice(),
      targets: this.#targets.slice(),
      predictions: this.#predictions.slice(),
      ...(this.#ring && { ring: this.#ring.state() }),
    };
  }

  /**
   * Restores a tally from its `state()`.
   *
   * @throws EvaluationError `STATE` if it is not such a state.
   */
  static from(state: StateTree): ClassTally {
    const reader = FORMAT.read(state);
    const tally = new ClassTally(readAveraging(readPart(reader, 'averaging')));
    tally.#weight = reader.number('weight', 1, HEAVY);
    tally.#targets = reader.floats('targets');
    if (tally.#targets.length < 2) throw reader.error('targets', 'a Float64Array of 2 or more');
    tally.#correct = reader.floats('correct', tally.#targets.length);
    tally.#predictions = reader.floats('predictions', tally.#targets.length);
    restoreRing(reader, tally.#ring);
    return tally;
  }

  #count(target: number, predicted: number, weight: number): void {
    this.#targets[target]! += weight;
    if (predicted >= 0) this.#predictions[predicted]! += weight;
    if (predicted === target) this.#correct[target]! += weight;
  }

  #gainWeight(): void {
    this.#weight /= this.#averaging.fading;
    if (this.#weight < HEAVY) return;
    this.#weight /= HEAVY;
    for (const counts of [this.#correct, this.#targets, this.#predictions])
      for (let index = 0; index < counts.length; index += 1) counts[index]! /= HEAVY;
  }

  #grow(index: number): void {
    let capacity = this.#targets.length;
    while (capacity <= index) capacity *= 2;
    this.#correct = grown(this.#correct, capacity);
    this.#targets = grown(this.#targets, capacity);
    this.#predictions = grown(this.#predictions, capacity);
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index]!;
  return total;
}

function grown(values: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}
