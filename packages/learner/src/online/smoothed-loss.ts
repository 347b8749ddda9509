import { StateFormat, type StateHeader } from '@graph/core';
import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';

/** The state of a `SmoothedLoss`. */
export type SmoothedLossState = StateHeader<'smoothed-loss'> & {
  readonly sum: number;
  readonly weight: number;
};

const FORMAT = new StateFormat('smoothed-loss', 1, LearnerError);

/**
 * A running mean of losses that forgets: `n` rows of a batch weigh against what was before as `n` to `horizon`. Without
 * a power or a clock, so that it is the same on every machine; unbiased from the first batch on.
 */
export class SmoothedLoss {
  readonly #horizon: number;
  #sum = 0;
  #weight = 0;

  /**
   * @param horizon - in rows, > 0: about how many recent rows count.
   * @throws LearnerError `OPTION` if it is not.
   */
  constructor(horizon: number) {
    check.number('horizon', horizon, { above: 0 });
    this.#horizon = horizon;
  }

  /** Restores one from its `state()`. @throws LearnerError `STATE` if it is not the state of a smoothed loss. */
  static from(state: SmoothedLossState, horizon: number): SmoothedLoss {
    const reader = FORMAT.read(state);
    const smoothed = new SmoothedLoss(horizon);
    smoothed.#sum = reader.anyNumber('sum');
    smoothed.#weight = reader.number('weight', 0, 1);
    return smoothed;
  }

  /** The mean, NaN before the first row. */
  get value(): number {
    return this.#sum / this.#weight;
  }

  /** Takes in the mean loss of `rows` rows. */
  update(loss: number, rows: number): void {
    const keep = this.#horizon / (this.#horizon + rows);
    this.#sum = keep * this.#sum + (1 - keep) * loss;
    this.#weight = keep * this.#weight + (1 - keep);
  }

  /** Returns the whole state. */
  state(): SmoothedLossState {
    return { ...FORMAT.header, sum: this.#sum, weight: this.#weight };
  }
}
