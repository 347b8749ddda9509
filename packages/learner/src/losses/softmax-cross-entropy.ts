import type { Loss } from './loss.js';

/** −Σ t ln softmax(outputs), for linear outputs (logits) and targets that add up to 1, such as a one-hot class. */
export function softmaxCrossEntropy(): Loss {
  return { kind: 'softmax-cross-entropy' };
}
