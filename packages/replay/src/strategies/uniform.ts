import type { Uniform } from './strategy.js';

/**
 * Draws every row with the same probability. O(1) a row.
 *
 * @param options.replacement - whether a row may come twice in one batch; default false.
 */
export function uniform(options: { readonly replacement?: boolean } = {}): Uniform {
  return { kind: 'uniform', replacement: options.replacement ?? false, beta: 0, normalise: 'batch' };
}
