import type { Batch } from '../batch.js';
import type { Network } from '../network.js';
import { requireRange } from '../require-range.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/**
 * Memory-aware synapses (Aljundi et al. 2018, section 4.1): a parameter matters as much as the outputs for remembered rows
 * would change with it, the mean of the absolute gradients of the squared norm of the outputs. Needs no targets.
 *
 * @param options - `strength`: lambda, ≥ 0.
 * @throws LearnerError `OPTION` if `strength` is out of range.
 */
export function memoryAwareSynapses({ strength }: { readonly strength: number }): ConsolidationMethod {
  requireRange('strength', strength, 0);
  return {
    kind: 'mas',
    strength,
    attach(network: Network): void {
      network.protect().strength = strength;
    },
    consolidate(network: Network, rows: Batch): void {
      if (rows.size === 0) return;
      const protection = network.protect();
      protection.addOutputSensitivities(rows, 1 / rows.size);
      protection.setAnchor();
    },
  };
}
