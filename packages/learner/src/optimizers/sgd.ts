import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { checkOptimizer } from './check-optimizer.js';
import type { Optimizer } from './optimizer.js';

/** Settings of `sgd`. */
export type SgdOptions = {
  /** > 0, default 0.01. */
  readonly learningRate?: number;
  /** 0 ≤ x < 1, default 0. */
  readonly momentum?: number;
  /** Looks ahead along the momentum (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean;
  /** Multiple of the weights that is added to the gradient, ≥ 0, default 0. */
  readonly weightDecay?: number;
};

const OPTION_NAMES: OptionNames<SgdOptions> = {
  learningRate: true,
  momentum: true,
  nesterov: true,
  weightDecay: true,
};

/**
 * Stochastic gradient descent, with momentum if asked for: `v ← momentum · v + g`, `w ← w − learningRate · v`.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  check.names('sgd', options, OPTION_NAMES);
  const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  return checkOptimizer({
    kind: 'sgd',
    learningRate,
    beta1: momentum,
    beta2: 0,
    epsilon: 1,
    weightDecay,
    nesterov,
  });
}
