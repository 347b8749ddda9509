import type { Optimizer } from './optimizer.js';

/** The kernels' code of an optimizer; assembly/optimizers.ts says the same. */
export function optimizerCode({ kind, beta1, nesterov }: Optimizer): number {
  if (kind === 'adamw') return 6;
  if (kind === 'adam') return 5;
  if (kind === 'rmsprop') return beta1 > 0 ? 4 : 3;
  return nesterov ? 2 : beta1 > 0 ? 1 : 0;
}

/** Which moments an optimizer keeps per parameter. */
export function momentsOf({ kind, beta1 }: Optimizer): ('moment1' | 'moment2')[] {
  return [
    ...(kind.startsWith('adam') || beta1 > 0 ? (['moment1'] as const) : []),
    ...(kind === 'sgd' ? [] : (['moment2'] as const)),
  ];
}
