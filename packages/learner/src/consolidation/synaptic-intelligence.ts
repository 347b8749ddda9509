import type { OptionNames } from '@graph/core';
import { check } from '../check.js';
import type { Network } from '../network/network.js';
import { checkStrength } from './check-strength.js';
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

const OPTION_NAMES: OptionNames<SynapticIntelligenceOptions> = {
  damping: true,
  importance: true,
  strength: true,
};

/**
 * Synaptic intelligence (Zenke, Poole and Ganguli 2017, equations 4 and 5): a parameter matters as much as it has lowered
 * the loss by its steps, which the kernels sum up within each step. Needs no remembered rows.
 *
 * @throws LearnerError `OPTION` if a number is out of range.
 */
export function synapticIntelligence(options: SynapticIntelligenceOptions): ConsolidationMethod {
  check.names('synapticIntelligence', options, OPTION_NAMES);
  const { strength, damping = 0.1, importance = 'relative' } = options;
  checkStrength(strength, importance);
  check.number('damping', damping, { above: 0 });
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
