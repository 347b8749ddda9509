import type { Batch } from '../batch.js';
import type { Network } from '../network.js';

/**
 * A way of protecting what was learned: each parameter gets an importance and an anchor, and every later step is held
 * back by the gradient of ½ · strength · Σ importance · (parameter − anchor)². Importances and anchors are kept by the
 * network, which applies them within its step, carries them through growth and pruning, and has them in its state; the
 * method itself is a value without state.
 */
export interface ConsolidationMethod {
  readonly kind: 'ewc' | 'online-ewc' | 'mas' | 'si';
  /** Factor of the penalty, ≥ 0. */
  readonly strength: number;
  /** Makes the network ready: called when a learner is made, and again when it is restored. */
  attach(network: Network): void;
  /** Takes the present parameters as worth keeping; estimates how much each matters from `rows.size` rows. */
  consolidate(network: Network, rows: Batch): void;
}
