import { type OptionNames, StateFormat, type StateHeader } from '@graph/core';
import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';
import { SmoothedLoss, type SmoothedLossState } from '../online/smoothed-loss.js';

/** When a `GrowthPolicy` asks for more neurons, and for how many. */
export type GrowthPolicyOptions = {
  /** Hidden neurons that the network may have at most, ≥ 1. */
  readonly maxNeurons: number;
  /** Examples over which the smoothed loss must fall, ≥ 1. Default 2000. */
  readonly patience?: number;
  /** The share by which it must fall in that time, 0 to 1 (both inclusive). Default 0.1. */
  readonly improvement?: number;
  /** How many neurons to add, as a share of those there are, > 0; at least 4 are added. Default 0.5. */
  readonly step?: number;
};

/** The whole state of a growth policy. */
export type GrowthPolicyState = StateHeader<'growth-policy'> & {
  readonly examples: number;
  readonly since: number;
  readonly reference: number;
  readonly smoothed: SmoothedLossState;
};

const FORMAT = new StateFormat('growth-policy', 1, LearnerError);

const OPTION_NAMES: OptionNames<GrowthPolicyOptions> = {
  improvement: true,
  maxNeurons: true,
  patience: true,
  step: true,
};

/**
 * Says when a network should grow, and by how much: when its smoothed loss has not fallen enough over the last
 * `patience` examples, and there is room. A loss that rises, as at a change of task, counts as stalled.
 *
 * @example
 * ```ts
 * const policy = new GrowthPolicy({ maxNeurons: 128 });
 * const neurons = policy.update({ rows: 16, loss: 0.3, neurons: 8 }); // how many to add now, mostly 0
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

  /** @throws LearnerError `OPTION` if a number is out of its range, or an option unknown. */
  constructor(options: GrowthPolicyOptions) {
    check.names('GrowthPolicy', options, OPTION_NAMES);
    const { maxNeurons, patience = 2000, improvement = 0.1, step = 0.5 } = options;
    check.number('maxNeurons', maxNeurons, { min: 1 });
    check.number('patience', patience, { min: 1 });
    check.number('improvement', improvement, { min: 0, max: 1 });
    check.number('step', step, { above: 0 });
    this.#maxNeurons = maxNeurons;
    this.#patience = patience;
    this.#improvement = improvement;
    this.#step = step;
    this.#smoothed = new SmoothedLoss(patience / 4);
  }

  /** Restores a policy from its `state()`. @throws LearnerError `STATE`, and `OPTION` as the constructor. */
  static from(state: GrowthPolicyState, options: GrowthPolicyOptions): GrowthPolicy {
    const reader = FORMAT.read(state);
    const policy = new GrowthPolicy(options);
    policy.#examples = reader.number('examples', 0);
    policy.#since = reader.number('since', 0);
    policy.#reference = reader.anyNumber('reference');
    policy.#smoothed = reader.restore('smoothed', (part) => SmoothedLoss.from(part, policy.#patience / 4));
    return policy;
  }

  /**
   * Takes in one batch of `rows` new examples with their mean loss.
   *
   * @param batch - `neurons`: how many hidden neurons the network has now.
   * @returns how many to add now; never more than there is room for.
   */
  update(batch: { readonly rows: number; readonly loss: number; readonly neurons: number }): number {
    if (batch.rows === 0) return 0;
    this.#examples += batch.rows;
    this.#since += batch.rows;
    this.#smoothed.update(batch.loss, batch.rows);
    if (this.#since < this.#patience) return 0;
    const stalled = this.#smoothed.value > this.#reference * (1 - this.#improvement);
    this.#since = 0;
    this.#reference = this.#smoothed.value;
    const wanted = Math.max(4, Math.floor(batch.neurons * this.#step));
    return stalled ? Math.max(0, Math.min(wanted, this.#maxNeurons - batch.neurons)) : 0;
  }

  /** Returns the whole state. */
  state(): GrowthPolicyState {
    return {
      ...FORMAT.header,
      examples: this.#examples,
      since: this.#since,
      reference: this.#reference,
      smoothed: this.#smoothed.state(),
    };
  }
}
