import { LearnerError } from '../errors.js';
import type { Optimizer } from './optimizer.js';

/** Checks the numbers of an optimizer and returns it frozen. @throws LearnerError `OPTION` */
export function checkOptimizer(optimizer: Optimizer): Optimizer {
  const { kind, learningRate, beta1, beta2, epsilon, weightDecay, nesterov } = optimizer;
  const check = (name: string, value: number, good: boolean, wanted: string): void => {
    if (!good) throw new LearnerError('OPTION', `${name} of ${kind} is ${value}, wanted ${wanted}`);
  };
  if (!['sgd', 'rmsprop', 'adam', 'adamw'].includes(kind))
    throw new LearnerError('OPTION', `optimizer is '${kind}', wanted sgd, rmsprop, adam or adamw`);
  check('learningRate', learningRate, learningRate > 0 && Number.isFinite(learningRate), 'a number > 0');
  check('momentum (beta1)', beta1, beta1 >= 0 && beta1 < 1, '0 ≤ x < 1');
  check('beta2', beta2, beta2 >= 0 && beta2 < 1, '0 ≤ x < 1');
  // With 0, a parameter that never had a gradient would become 0 / 0.
  check('epsilon', epsilon, epsilon >= 1e-30 && Number.isFinite(epsilon), 'a number ≥ 1e-30');
  check('weightDecay', weightDecay, weightDecay >= 0 && Number.isFinite(weightDecay), 'a number ≥ 0');
  if (nesterov && beta1 === 0)
    throw new LearnerError('OPTION', 'nesterov is true and momentum is 0, wanted a momentum > 0 with it');
  return Object.freeze({ ...optimizer });
}
