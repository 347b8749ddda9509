import type { Batch } from '@graph/core';
import type { Network } from '../network/network.js';

/**
 * A way of protecting what was learned, your own too (`./contract` has a suite for it): each parameter gets an importance
 * and an anchor, and every later step is held back by the gradient of ½ · strength · Σ importance · (parameter − anchor)². Importances and anchors are kept by the
 * network, which applies them within its step, carries them through growth and pruning, and has them in its state; the
 * method itself is a value without state.
 */
export interface ConsolidationMethod {
  /** Its name, by which a state tells whether it is restored with the same method; not `none`. */
  readonly kind: string;
  /** Factor of the penalty, ≥ 0. */
  readonly strength: number;
  /** Makes the network ready: called when a learner is made, and again when it is restored. */
  attach(network: Network): void;
  /** Takes the current parameters as worth keeping; estimates how much each matters from `rows.size` rows. */
  consolidate(network: Network, rows: Batch): void;
}
