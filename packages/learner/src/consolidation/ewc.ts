import type { Batch } from '../batch.js';
import type { Network } from '../network.js';
import { requireRange } from '../require-range.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/**
 * Elastic weight consolidation (Kirkpatrick et al. 2017, equation 3): a parameter matters as much as the diagonal of the
 * Fisher information says, the mean over remembered rows of their squared gradients. Each consolidation adds a penalty of
 * its own around the parameters of that moment; since a sum of parabolas is a parabola, the sum of the importances and
 * the weighted mean of the anchors are all that has to be kept.
 *
 * @param options - `strength`: lambda, ≥ 0.
 * @throws LearnerError `OPTION` if `strength` is out of range.
 */
export function ewc({ strength }: { readonly strength: number }): ConsolidationMethod {
  requireRange('strength', strength, 0);
  return {
    kind: 'ewc',
    strength,
    attach(network: Network): void {
      network.protect().strength = strength;
    },
    consolidate(network: Network, rows: Batch): void {
      if (rows.size > 0) network.protect().addSquaredGradients(rows, 1 / rows.size, { anchor: 'mean' });
    },
  };
}
