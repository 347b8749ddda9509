import type { Batch, OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Network } from '../network/network.js';
import { checkStrength } from './check-strength.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/** Settings of `memoryAwareSynapses`. */
export type MemoryAwareSynapsesOptions = {
  /** Lambda, ≥ 0. */
  readonly strength: number;
  /**
   * How the importances of one consolidation are scaled: `relative`, to a mean of 1, so that a strength near 1 suits every
   * loss and network; or as in the paper, where the right strength may be 1 or 1,000,000. Default `relative`.
   */
  readonly importance?: 'relative' | 'absolute';
};

const OPTION_NAMES: OptionNames<MemoryAwareSynapsesOptions> = { importance: true, strength: true };

/**
 * Memory-aware synapses (Aljundi et al. 2018, section 4.1): a parameter matters as much as the outputs for remembered rows
 * would change with it, the mean of the absolute gradients of the squared norm of the outputs. Needs no targets.
 *
 * @throws LearnerError `OPTION` if `strength` is out of range.
 */
export function memoryAwareSynapses(options: MemoryAwareSynapsesOptions): ConsolidationMethod {
  check.names('memoryAwareSynapses', options, OPTION_NAMES);
  const { strength, importance = 'relative' } = options;
  checkStrength(strength, importance);
  return {
    kind: 'mas',
    strength,
    attach(network: Network): void {
      network.protect().strength = strength;
    },
    consolidate(network: Network, rows: Batch): void {
      if (rows.size === 0) return;
      const protection = network.protect();
      protection.addOutputSensitivities(rows, importance === 'relative' ? importance : 1 / rows.size);
      protection.setAnchor();
    },
  };
}
