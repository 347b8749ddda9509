import { StateFormat, type StateTree } from '@graph/core';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

const FORMAT = new StateFormat('running-mean', 1, EvaluationError);

/** Predicts the mean of the targets so far (as River's statistic regressor, which says 0 before the first). */
export class RunningMean {
  #rows = 0;
  #mean = 0;

  /** Whether a row was learned, so that there is something to predict. */
  get ready(): boolean {
    return this.#rows > 0;
  }

  /** Returns the mean of the targets learned; 0, which means nothing, until `ready`. */
  predict(): number {
    return this.#mean;
  }

  /** Learns the target of one row. O(1). @throws EvaluationError `VALUE` if it is not finite. */
  learn(target: number): void {
    checkFinite(target, 'target');
    this.#rows += 1;
    this.#mean += (target - this.#mean) / this.#rows;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'running-mean'> {
    return { ...FORMAT.header, rows: this.#rows, mean: this.#mean };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): RunningMean {
    const reader = FORMAT.read(state);
    const baseline = new RunningMean();
    baseline.#rows = reader.count('rows');
    baseline.#mean = reader.number('mean');
    return baseline;
  }
}
