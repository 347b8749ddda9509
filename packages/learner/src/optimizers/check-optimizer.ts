import { check } from '../check.js';
import { LearnerError } from '../learner-error.js';
import type { Optimizer } from './optimizer.js';

/** Checks the numbers of an optimizer and returns it frozen. @throws LearnerError `OPTION` */
export function checkOptimizer(optimizer: Optimizer): Optimizer {
  const { kind, learningRate, beta1, beta2, epsilon, weightDecay, nesterov } = optimizer;
  check.oneOf('the kind of optimizer', kind, ['sgd', 'rmsprop', 'adam', 'adamw']);
  const of = `of ${kind}`;
  check.number(`learningRate ${of}`, learningRate, { above: 0, max: Number.MAX_VALUE });
  check.number(`${kind.startsWith('adam') ? 'beta1' : 'momentum'} ${of}`, beta1, { min: 0, below: 1 });
  check.number(`${kind === 'rmsprop' ? 'decay' : 'beta2'} ${of}`, beta2, { min: 0, below: 1 });
  // With 0, a parameter that never had a gradient would become 0 / 0.
  check.number(`epsilon ${of}`, epsilon, { min: 1e-30, max: Number.MAX_VALUE });
  check.number(`weightDecay ${of}`, weightDecay, { min: 0, max: Number.MAX_VALUE });
  check.flag(`nesterov ${of}`, nesterov);
  if (nesterov && beta1 === 0)
    throw new LearnerError('OPTION', 'nesterov is true and momentum is 0, wanted a momentum > 0 with it');
  return Object.freeze({ ...optimizer });
}
