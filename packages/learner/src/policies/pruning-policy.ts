import { type OptionNames, StateFormat, type StateHeader } from '@graph/core';
import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';

/** How much a `PruningPolicy` prunes, and over how many examples. */
export type PruningPolicyOptions = {
  /** The share of the edges to be removed in all, 0 ≤ fraction < 1. */
  readonly fraction: number;
  /** Length of the run in examples, ≥ 1. */
  readonly examples: number;
  /** Where in the run pruning begins and ends, as shares of it. Default 0.2 and 0.8: learn first, recover afterwards. */
  readonly start?: number;
  readonly end?: number;
  /** Examples between two cuts, ≥ 1. Default a hundredth of the run. */
  readonly every?: number;
  /**
   * Examples that a network is left to learn after it has grown, ≥ 0, before edges are cut again; at the end of the run
   * they are cut in any case. Default a twentieth of the run.
   */
  readonly settle?: number;
};

/** The whole state of a pruning policy. */
export type PruningPolicyState = StateHeader<'pruning-policy'> & {
  readonly seen: number;
  readonly sinceCut: number;
  readonly edges: number;
  readonly mostEdges: number;
  readonly settled: number;
};

const FORMAT = new StateFormat('pruning-policy', 1, LearnerError);

const OPTION_NAMES: OptionNames<PruningPolicyOptions> = {
  end: true,
  every: true,
  examples: true,
  fraction: true,
  settle: true,
  start: true,
};

/**
 * Says when to prune and how many edges, so that `fraction` of them are gone by the end: fast at first, while much is
 * superfluous, then ever more slowly, s(t) = fraction · (1 − (1 − t)³) (Zhu and Gupta 2017, equation 1). The share is of
 * the most edges that the network ever had, so that it may grow in the meantime; new neurons start with edges of weight 0, which
 * would be the first to go, so they are given time to learn.
 *
 * @example
 * ```ts
 * const policy = new PruningPolicy({ fraction: 0.5, examples: 100_000 });
 * const edges = policy.update({ rows: 16, edges: 8192 }); // how many to remove now, mostly 0
 * ```
 */
export class PruningPolicy {
  readonly #fraction: number;
  readonly #from: number;
  readonly #to: number;
  readonly #every: number;
  readonly #settle: number;
  readonly #examples: number;
  #seen = 0;
  #sinceCut = 0;
  #edges = 0;
  #mostEdges = 0;
  /** Where in the run the network will have settled after its last growth. */
  #settled = 0;

  /** @throws LearnerError `OPTION` if a number is out of its range, or an option unknown. */
  constructor(options: PruningPolicyOptions) {
    check.names('PruningPolicy', options, OPTION_NAMES);
    const { fraction, examples, start = 0.2, end = 0.8, every = Math.max(1, examples / 100) } = options;
    check.number('fraction', fraction, { min: 0, below: 1 });
    check.number('examples', examples, { min: 1 });
    check.number('start', start, { min: 0, max: 1 });
    check.number('end', end, { min: start, max: 1 });
    const { settle = examples / 20 } = options;
    check.number('every', every, { min: 1 });
    check.number('settle', settle, { min: 0 });
    this.#settle = settle;
    this.#examples = examples;
    this.#fraction = fraction;
    this.#from = start * examples;
    this.#to = end * examples;
    this.#every = every;
  }

  /** Restores a policy from its `state()`. @throws LearnerError `STATE`, and `OPTION` as the constructor. */
  static from(state: PruningPolicyState, options: PruningPolicyOptions): PruningPolicy {
    const reader = FORMAT.read(state);
    const policy = new PruningPolicy(options);
    policy.#seen = reader.number('seen', 0);
    policy.#sinceCut = reader.number('sinceCut', 0);
    policy.#edges = reader.number('edges', 0);
    policy.#mostEdges = reader.number('mostEdges', 0);
    policy.#settled = reader.anyNumber('settled');
    return policy;
  }

  /**
   * Takes in one batch.
   *
   * @param batch - `rows`: new examples in it; `edges`: how many the network has now.
   * @returns how many edges to remove now, never all of them.
   */
  update({ rows, edges }: { readonly rows: number; readonly edges: number }): number {
    this.#seen += rows;
    this.#sinceCut += rows;
    this.#mostEdges = Math.max(this.#mostEdges, edges);
    if (this.#edges > 0 && edges > this.#edges) this.#settled = this.#seen + this.#settle;
    this.#edges = edges;
    if (this.#seen < Math.min(this.#settled, this.#examples)) return 0;
    const last = this.#seen >= this.#to;
    if (this.#seen < this.#from || (this.#sinceCut < this.#every && !last)) return 0;
    this.#sinceCut = 0;
    const left = last ? 0 : 1 - (this.#seen - this.#from) / (this.#to - this.#from);
    const sparsity = this.#fraction * (1 - left * left * left);
    return Math.max(0, edges - Math.max(1, Math.round(this.#mostEdges * (1 - sparsity))));
  }

  /** Returns the whole state. */
  state(): PruningPolicyState {
    return {
      ...FORMAT.header,
      seen: this.#seen,
      sinceCut: this.#sinceCut,
      edges: this.#edges,
      mostEdges: this.#mostEdges,
      settled: this.#settled,
    };
  }
}
