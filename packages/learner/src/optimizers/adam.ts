import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { checkOptimizer } from './check-optimizer.js';
import type { Optimizer } from './optimizer.js';

/** Settings of `adam`. */
export type AdamOptions = {
  /** > 0, default 0.001. */
  readonly learningRate?: number;
  /** Decay of the mean of the gradients, 0 ≤ x < 1, default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, 0 ≤ x < 1, default 0.999. */
  readonly beta2?: number;
  /** > 0, default 1e-8. */
  readonly epsilon?: number;
  /** Multiple of the weights that is added to the gradient, ≥ 0, default 0. */
  readonly weightDecay?: number;
};

/** The names of the options of `adam` and `adamw`. */
export const ADAM_OPTION_NAMES: OptionNames<AdamOptions> = {
  beta1: true,
  beta2: true,
  epsilon: true,
  learningRate: true,
  weightDecay: true,
};

/**
 * Adam (Kingma and Ba 2015), with bias correction.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  check.names('adam', options, ADAM_OPTION_NAMES);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return checkOptimizer({ kind: 'adam', learningRate, beta1, beta2, epsilon, weightDecay, nesterov: false });
}
