/** The state of a `SmoothedLoss`. */
export type SmoothedLossState = { readonly sum: number; readonly weight: number };

/**
 * A running mean of losses that forgets: `n` rows of a batch weigh against what was before as `n` to `horizon`. Without
 * a power or a clock, so that it is the same on every machine; unbiased from the first batch on.
 */
export class SmoothedLoss {
  readonly #horizon: number;
  #sum = 0;
  #weight = 0;

  /** @param horizon - in rows, > 0: about how many recent rows count. */
  constructor(horizon: number) {
    this.#horizon = horizon;
  }

  static from(state: SmoothedLossState, horizon: number): SmoothedLoss {
    const smoothed = new SmoothedLoss(horizon);
    smoothed.#sum = state.sum;
    smoothed.#weight = state.weight;
    return smoothed;
  }

  /** The mean, NaN before the first row. */
  get value(): number {
    return this.#sum / this.#weight;
  }

  /** Takes in the mean loss of `rows` rows. */
  add(loss: number, rows: number): void {
    const keep = this.#horizon / (this.#horizon + rows);
    this.#sum = keep * this.#sum + (1 - keep) * loss;
    this.#weight = keep * this.#weight + (1 - keep);
  }

  state(): SmoothedLossState {
    return { sum: this.#sum, weight: this.#weight };
  }
}
