import type { Loss } from './loss.js';

/** The mean over the outputs of (output − target)². */
export function meanSquaredError(): Loss {
  return { kind: 'mean-squared-error' };
}
