import type { StateTree } from '@graph/core';

/** What a policy decides from: how the present level goes. The object is reused; keep its numbers, not itself. */
export type Progress = {
  /** The present level, 1-based. */
  readonly level: number;
  readonly firstLevel: number;
  readonly lastLevel: number;
  /** Rows of the level that were learned from since it was entered, those of this observation included. */
  readonly examples: number;
  /** Mean loss of the rows of this observation. */
  readonly loss: number;
  /** Rows of this observation. */
  readonly rows: number;
};

/** What to do after an observation. `advance` on the last level and `regress` on the first one change nothing. */
export type Decision =
  | { readonly kind: 'stay' }
  | { readonly kind: 'advance' | 'regress'; readonly reason: string };

/**
 * When to move on or back: the extension point for a pace of your own, which `policyContract` of
 * `@graph/curriculum/contract` tests. `State` is plain data, kept in checkpoints.
 */
export interface Policy<State extends StateTree = StateTree> {
  /**
   * Rows that are generated for one stay on a level before a decision is due, a whole number ≥ 1; no limit when left
   * out. `fill` gives no row beyond it. When the decision then is `stay`, as many rows again.
   */
  readonly examplesPerLevel?: number;
  /** Returns the state with which a level is entered, a new one each time. */
  enter(): State;
  /** Takes in one observation. May change `state` in place; whatever the policy has to remember is there. */
  observe(state: State, progress: Progress): Decision;
  /**
   * Checks a saved state; when left out, it is trusted.
   *
   * @throws an error if it is not a state of this policy.
   */
  check?(state: StateTree): void;
}
