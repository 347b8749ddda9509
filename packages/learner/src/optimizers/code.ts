import { OPTIMIZER } from '../kernels/codes.js';
import type { Optimizer } from './optimizer.js';

/** The kernels' code of an optimizer. */
export function optimizerCode({ kind, beta1, nesterov }: Optimizer): number {
  if (kind === 'adamw') return OPTIMIZER.ADAMW;
  if (kind === 'adam') return OPTIMIZER.ADAM;
  if (kind === 'rmsprop') return beta1 > 0 ? OPTIMIZER.RMSPROP_MOMENTUM : OPTIMIZER.RMSPROP;
  return nesterov ? OPTIMIZER.NESTEROV : beta1 > 0 ? OPTIMIZER.MOMENTUM : OPTIMIZER.SGD;
}

/** Which moments an optimizer keeps per parameter. */
export function momentsOf({ kind, beta1 }: Optimizer): ('moment1' | 'moment2')[] {
  return [
    ...(kind.startsWith('adam') || beta1 > 0 ? (['moment1'] as const) : []),
    ...(kind === 'sgd' ? [] : (['moment2'] as const)),
  ];
}
