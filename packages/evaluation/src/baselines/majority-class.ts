import { StateFormat, type StateTree } from '@graph/core';
import { checkClasses } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

const FORMAT = new StateFormat('majority-class', 1, EvaluationError);

/** Predicts the class met most often so far; of equals, the one met first (as River's prior classifier). */
export class MajorityClass {
  // [capacity, 2]: rows of the class, and its place in the order of first meetings
  #counts: Float64Array = new Float64Array(4);
  #rows = 0;
  #classes = 0;
  #best = -1;

  /** Returns the index of the class, -1 before the first row. */
  predict(): number {
    return this.#best;
  }

  /**
   * Returns the share of the rows so far that were of class `target`, one row added for each class met and one for
   * "a class not met yet" (Laplace), so that no class has probability 0.
   */
  probability(target: number): number {
    const count = this.#counts[2 * target] ?? 0;
    return (count + 1) / (this.#rows + this.#classes + 1);
  }

  /**
   * Learns the class of one row. O(1).
   *
   * @throws EvaluationError `VALUE` if it is not the index of a class.
   */
  learn(target: number): void {
    checkClasses(target, -1);
    if (2 * target >= this.#counts.length) this.#grow(target);
    const counts = this.#counts;
    if (counts[2 * target] === 0) {
      counts[2 * target + 1] = this.#classes;
      this.#classes += 1;
    }
    counts[2 * target]! += 1;
    this.#rows += 1;
    const best = this.#best;
    if (best < 0) this.#best = target;
    else {
      const lead = counts[2 * target]! - counts[2 * best]!;
      if (lead > 0 || (lead === 0 && counts[2 * target + 1]! < counts[2 * best + 1]!)) this.#best = target;
    }
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'majority-class'> {
    return {
      ...FORMAT.header,
      rows: this.#rows,
      classes: this.#classes,
      best: this.#best,
      counts: this.#counts.slice(),
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): MajorityClass {
    const reader = FORMAT.read(state);
    const baseline = new MajorityClass();
    baseline.#rows = reader.count('rows');
    baseline.#classes = reader.count('classes');
    const counts = reader.floats('counts');
    if (counts.length < 4 || counts.length % 2 > 0)
      throw reader.error('counts', 'an even Float64Array of 4 or more');
    baseline.#counts = counts;
    baseline.#best = reader.count('best', -1, counts.length / 2 - 1);
    return baseline;
  }

  #grow(target: number): void {
    let length = this.#counts.length;
    while (length <= 2 * target) length *= 2;
    const larger = new Float64Array(length);
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
