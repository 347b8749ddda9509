import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import { checkOptimizer } from './check-optimizer.js';
import type { Optimizer } from './optimizer.js';

/** Settings of `rmsprop`. */
export type RmspropOptions = {
  /** > 0, default 0.01. */
  readonly learningRate?: number;
  /** Decay of the mean of the squared gradients, 0 ≤ x < 1, default 0.99. */
  readonly decay?: number;
  /** 0 ≤ x < 1, default 0. */
  readonly momentum?: number;
  /** > 0, default 1e-8. */
  readonly epsilon?: number;
  /** Multiple of the weights that is added to the gradient, ≥ 0, default 0. */
  readonly weightDecay?: number;
};

const OPTION_NAMES: OptionNames<RmspropOptions> = {
  decay: true,
  epsilon: true,
  learningRate: true,
  momentum: true,
  weightDecay: true,
};

/**
 * RMSprop (Hinton 2012): gradients divided by the root of the mean of their squares.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  check.names('rmsprop', options, OPTION_NAMES);
  const { learningRate = 0.01, decay = 0.99, momentum = 0, epsilon = 1e-8, weightDecay = 0 } = options;
  return checkOptimizer({
    kind: 'rmsprop',
    learningRate,
    beta1: momentum,
    beta2: decay,
    epsilon,
    weightDecay,
    nesterov: false,
  });
}
