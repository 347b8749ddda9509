import type { Network } from '../network.js';
import { requireRange } from '../require-range.js';
import type { ConsolidationMethod } from './consolidation-method.js';

/** Settings of `synapticIntelligence`. */
export type SynapticIntelligenceOptions = {
  /** c in the paper, ≥ 0. */
  readonly strength: number;
  /** ξ in the paper, > 0: keeps parameters that hardly moved from mattering without bound. Default 0.1. */
  readonly damping?: number;
  /**
   * How the importances of one consolidation are scaled: `relative`, to a mean of 1, so that a strength near 1 suits every
   * loss and network; or as in the paper, where the right strength may be 1 or 1,000,000. Default `relative`.
   */
  readonly importance?: 'relative' | 'absolute';
};

/**
 * Synaptic intelligence (Zenke, Poole and Ganguli 2017, equations 4 and 5): a parameter matters as much as it has lowered
 * the loss on its way, which the kernels sum up within each step. Needs no remembered rows.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function synapticIntelligence(options: SynapticIntelligenceOptions): ConsolidationMethod {
  const { strength, damping = 0.1, importance = 'relative' } = options;
  requireRange('strength', strength, 0);
  requireRange('damping', damping, Number.MIN_VALUE);
  return {
    kind: 'si',
    strength,
    attach(network: Network): void {
      network.protect({ path: true }).strength = strength;
    },
    consolidate(network: Network): void {
      network.protect({ path: true }).foldPath(damping, importance === 'relative' ? importance : 1);
    },
  };
}
