import { StateFormat, type StateTree } from '@graph/core';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

const FORMAT = new StateFormat('last-value', 1, EvaluationError);

/** Predicts that the next row is like the last one: its class, or its number (as River's no-change classifier). */
export class LastValue {
  #rows = 0;
  #last = 0;

  /** Whether a row was learned, so that there is something to predict. */
  get ready(): boolean {
    return this.#rows > 0;
  }

  /** Returns the last row's target; meaningless until `ready`. */
  predict(): number {
    return this.#last;
  }

  /** Learns the target of one row. @throws EvaluationError `VALUE` if it is not finite. */
  learn(target: number): void {
    checkFinite(target, 'target');
    this.#last = target;
    this.#rows += 1;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'last-value'> {
    return { ...FORMAT.header, rows: this.#rows, last: this.#last };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): LastValue {
    const reader = FORMAT.read(state);
    const baseline = new LastValue();
    baseline.#rows = reader.count('rows');
    baseline.#last = reader.number('last');
    return baseline;
  }
}
