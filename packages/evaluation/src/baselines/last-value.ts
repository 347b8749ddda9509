import { checkFinite } from '../check-row.js';
import type { StateTree } from '../state.js';
import { StateReader } from '../state-reader.js';

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
  state(): StateTree {
    return { rows: this.#rows, last: this.#last };
  }

  /** Puts it back as `state()` gave it. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): LastValue {
    const reader = new StateReader(state, 'LastValue');
    const baseline = new LastValue();
    baseline.#rows = reader.count('rows');
    baseline.#last = reader.number('last');
    return baseline;
  }
}
