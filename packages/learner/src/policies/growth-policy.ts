import { requireRange } from '../require-range.js';
import { SmoothedLoss, type SmoothedLossState } from '../smoothed-loss.js';

/** When a `GrowthPolicy` asks for more neurons, and for how many. */
export type GrowthPolicyOptions = {
  /** Hidden neurons that the network may have at most, ≥ 1. */
  readonly maxNeurons: number;
  /** Examples over which the smoothed loss must fall, ≥ 1. Default 2000. */
  readonly patience?: number;
  /** The share by which it must fall in that time, 0 ≤ improvement < 1. Default 0.1. */
  readonly improvement?: number;
  /** How many neurons to add, as a share of those there are, > 0; at least 4 are added. Default 0.5. */
  readonly step?: number;
};

/** The whole state of a growth policy. */
export type GrowthPolicyState = {
  readonly examples: number;
  readonly since: number;
  readonly reference: number;
  readonly smoothed: SmoothedLossState;
};

/**
 * Says when a network should grow, and by how much: when its smoothed loss has not fallen enough over the last
 * `patience` examples, and there is room. A loss that rises, as at a change of task, counts as stalled.
 *
 * @example
 * ```ts
 * const policy = new GrowthPolicy({ maxNeurons: 128 });
 * const neurons = policy.observe({ rows: 16, loss: 0.3, neurons: 8 }); // how many to add now, mostly 0
 * ```
 */
export class GrowthPolicy {
  readonly #maxNeurons: number;
  readonly #patience: number;
  readonly #improvement: number;
  readonly #step: number;
  #smoothed: SmoothedLoss;
  #examples = 0;
  #since = 0;
  #reference = Number.POSITIVE_INFINITY;

  /** @throws LearnerError `OPTION` if a number is out of its range. */
  constructor(options: GrowthPolicyOptions) {
    const { maxNeurons, patience = 2000, improvement = 0.1, step = 0.5 } = options;
    requireRange('maxNeurons', maxNeurons, 1);
    requireRange('patience', patience, 1);
    requireRange('improvement', improvement, 0, 1);
    requireRange('step', step, Number.MIN_VALUE);
    this.#maxNeurons = maxNeurons;
    this.#patience = patience;
    this.#improvement = improvement;
    this.#step = step;
    this.#smoothed = new SmoothedLoss(patience / 4);
  }

  /** Puts a policy back as `state()` gave it. */
  static from(state: GrowthPolicyState, options: GrowthPolicyOptions): GrowthPolicy {
    const policy = new GrowthPolicy(options);
    policy.#examples = state.examples;
    policy.#since = state.since;
    policy.#reference = state.reference;
    policy.#smoothed = SmoothedLoss.from(state.smoothed, policy.#patience / 4);
    return policy;
  }

  /**
   * Takes in one batch of `rows` new examples with their mean loss.
   *
   * @param batch - `neurons`: how many hidden neurons the network has now.
   * @returns how many to add now; never more than there is room for.
   */
  observe(batch: { readonly rows: number; readonly loss: number; readonly neurons: number }): number {
    if (batch.rows === 0) return 0;
    this.#examples += batch.rows;
    this.#since += batch.rows;
    this.#smoothed.add(batch.loss, batch.rows);
    if (this.#since < this.#patience) return 0;
    const stalled = this.#smoothed.value > this.#reference * (1 - this.#improvement);
    this.#since = 0;
    this.#reference = this.#smoothed.value;
    const wanted = Math.max(4, Math.floor(batch.neurons * this.#step));
    return stalled ? Math.max(0, Math.min(wanted, this.#maxNeurons - batch.neurons)) : 0;
  }

  state(): GrowthPolicyState {
    return {
      examples: this.#examples,
      since: this.#since,
      reference: this.#reference,
      smoothed: this.#smoothed.state(),
    };
  }
}
