import { check } from '../check.js';
import { ADAM_OPTION_NAMES, type AdamOptions } from './adam.js';
import { checkOptimizer } from './check-optimizer.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): the weights shrink by `learningRate · weightDecay` of
 * themselves at each step. Default decay 0.01.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function adamw(options: AdamOptions = {}): Optimizer {
  check.names('adamw', options, ADAM_OPTION_NAMES);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  return checkOptimizer({ kind: 'adamw', learningRate, beta1, beta2, epsilon, weightDecay, nesterov: false });
}
