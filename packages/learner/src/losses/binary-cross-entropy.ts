import type { Loss } from './loss.js';

/**
 * The mean over the outputs of −t ln p − (1 − t) ln(1 − p). A sigmoid output is p itself; a linear one is its logit, which
 * is the more exact form.
 */
export function binaryCrossEntropy(): Loss {
  return { kind: 'binary-cross-entropy' };
}
